import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { ExplorerMessage } from "../../../webview/protocol.ts";
import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { signalOf } from "../explain/inspection-words.ts";
import type { LiveInspections } from "../explain/live-inspections.ts";
import type { CorpusDocuments, DocumentName } from "./corpus-documents.ts";

type OpenDocument = Extract<ExplorerMessage, { type: "openDocument" }>;

/**
 * Shows a document of a curated corpus: the file itself where its source is a folder that still has it, else its text as it was
 * measured. Selects what `find` names, else the first place that its rule comes from.
 */
export async function openDocument(
  { document, find }: OpenDocument,
  folder: string,
  corpus: CorpusFile,
  documents: CorpusDocuments,
  inspections: LiveInspections,
): Promise<void> {
  const uri = fileOf(document, corpus) ?? documents.addressOf(folder, document);
  const shown = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(shown, { viewColumn: besideThePanel(), preview: true });
  const range = find === undefined ? await rangeOfRule(shown, document.rule, inspections) : rangeOf(shown, find);
  if (range === undefined) return;
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Where editors beside a panel go: into a group that is there, rather than into ever more of them. */
function besideThePanel(): vscode.ViewColumn {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  return all.find((group) => group !== activeTabGroup)?.viewColumn ?? vscode.ViewColumn.Beside;
}

function fileOf({ source, path }: DocumentName, corpus: CorpusFile): vscode.Uri | undefined {
  const declared = corpus.sources.find(({ name }) => name === source);
  if (declared?.type !== "folder") return undefined;
  const file = join(declared.path, path);
  return existsSync(file) ? vscode.Uri.file(file) : undefined;
}

async function rangeOfRule(
  document: vscode.TextDocument,
  rule: string,
  inspections: LiveInspections,
): Promise<vscode.Range | undefined> {
  if (rule === "kept" || document.uri.scheme !== "file") return undefined;
  const { inspection } = await inspections.inspectNow(document);
  const span = inspection.spans.find(({ signal }) => signal === signalOf(rule));
  return span && new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}

function rangeOf(document: vscode.TextDocument, text: string): vscode.Range | undefined {
  const start = document.getText().indexOf(text);
  if (start === -1) return undefined;
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}
