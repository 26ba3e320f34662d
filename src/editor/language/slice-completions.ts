import * as vscode from "vscode";
import { type SliceCompletion, sliceCompletions } from "../../experiment/slices/slice-completions.ts";
import { sliceColumns } from "../../experiment/slices/slice-columns.ts";
import { ablationReferences } from "../../scheduler/load-experiment.ts";

/** The string that is typed, as far as the cursor, where it names a slice: its corpus, and its condition so far. */
const beginningOfSlice = /"([^"[\]]+)\[([^"\]]*)$/;

/** Completes the conditions of slices in an ablation file by what the corpus's table has of a document. */
export class SliceCompletions implements vscode.CompletionItemProvider {
  /** What brings the suggestions up. */
  static readonly triggers = ["[", "(", " "];

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const before = document.lineAt(position.line).text.slice(0, position.character);
    const [, corpus = "", condition = ""] = beginningOfSlice.exec(before) ?? [];
    if (corpus === "") return [];
    const references = ablationReferences(document.uri.fsPath);
    const found = references.corpus(corpus);
    if (typeof found !== "object") return [];
    return sliceCompletions(condition, sliceColumns(found, references.corpusReferences(corpus))).map(completionItem);
  }
}

function completionItem({ text, kind, detail }: SliceCompletion): vscode.CompletionItem {
  const kinds = {
    column: vscode.CompletionItemKind.Field,
    keyword: vscode.CompletionItemKind.Keyword,
    operator: vscode.CompletionItemKind.Operator,
  };
  const item = new vscode.CompletionItem(text, kinds[kind]);
  if (detail !== "") item.detail = detail;
  return item;
}
