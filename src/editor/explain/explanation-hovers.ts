import * as vscode from "vscode";
import { SIGNAL_DOCS } from "../../corpus/signals/signal-docs.ts";
import { Setting } from "../identifiers.ts";
import { plainMarkdown } from "../trees/tree-source.ts";
import { isSwitchedOn } from "./explain-settings.ts";
import { costWords, signalWords, verdictWords } from "./inspection-words.ts";
import type { LiveInspections } from "./live-inspections.ts";

/** Explains, where a signal beyond a threshold comes from, what it measures, what it costs and what becomes of the file. */
export class ExplanationHovers implements vscode.HoverProvider {
  private readonly inspections: LiveInspections;

  constructor(inspections: LiveInspections) {
    this.inspections = inspections;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const known = this.inspections.of(document);
    if (known === undefined || !isSwitchedOn(Setting.explainHovers, document.uri)) return undefined;
    const { inspection } = known;
    const offset = document.offsetAt(position);
    const here = inspection.spans.filter(({ start, end }) => start <= offset && offset <= Math.max(end, start + 1));
    const innermost = here.at(-1);
    if (innermost === undefined) return undefined;
    const paragraphs = here.flatMap(({ signal, note }) => [
      `${signalWords(signal, inspection)} (${note})`,
      [SIGNAL_DOCS.get(signal) ?? inspection.ruleDocs[signal], costWords(signal, inspection)]
        .filter((text) => text !== undefined)
        .join(" "),
    ]);
    const shown = [...paragraphs, verdictWords(inspection)].filter((text) => text !== "");
    const range = new vscode.Range(
      document.positionAt(innermost.start),
      document.positionAt(Math.max(innermost.end, innermost.start + 1)),
    );
    return new vscode.Hover(plainMarkdown(...shown), range);
  }
}
