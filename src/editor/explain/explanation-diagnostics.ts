import * as vscode from "vscode";
import { Setting } from "../identifiers.ts";
import { signalOf, signalWords, verdictWords } from "./inspection-words.ts";
import { isSwitchedOn } from "./explain-settings.ts";
import type { LiveInspection, LiveInspections } from "./live-inspections.ts";
import type { SignalPages } from "./signal-pages.ts";

/** Names stand everywhere: a mark on each would hide all others. Unless they drop the file, they are explained by hovers alone. */
const HOVERED: ReadonlySet<string> = new Set([
  "identifierQuality",
  "meanIdentifierLength",
  "oneLetterNameShare",
  "mixedNamingShare",
]);

/** Marks, as information, the places that signals beyond a threshold come from, and what drops a file as a whole. */
export class ExplanationDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("ablate-explanation");
  private readonly inspections: LiveInspections;
  private readonly pages: SignalPages;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(inspections: LiveInspections, pages: SignalPages) {
    this.inspections = inspections;
    this.pages = pages;
    this.subscriptions = [
      this.collection,
      inspections.onDidChange((uri) => {
        this.show(uri);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration(`${Setting.section}.${Setting.explainDiagnostics}`)) return;
        for (const { uri } of vscode.workspace.textDocuments) this.show(uri);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private show(uri: vscode.Uri): void {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const known = document && this.inspections.of(document);
    if (document === undefined || known === undefined || !isSwitchedOn(Setting.explainDiagnostics, uri)) {
      this.collection.delete(uri);
      return;
    }
    this.collection.set(uri, [...this.verdict(document, known), ...this.places(document, known)]);
  }

  private places(document: vscode.TextDocument, { inspection }: LiveInspection): readonly vscode.Diagnostic[] {
    const marked = inspection.spans.filter(
      ({ signal }) => !HOVERED.has(signal) || signal === signalOf(inspection.rule),
    );
    return marked.map(({ signal, start, end, note }) =>
      this.diagnostic(
        new vscode.Range(document.positionAt(start), document.positionAt(Math.max(end, start + 1))),
        vscode.l10n.t("{0} ({1})", signalWords(signal, inspection), note),
        signal,
      ),
    );
  }

  /** What drops the file and stands at no place of its own is said at its first line. */
  private verdict(document: vscode.TextDocument, { inspection }: LiveInspection): readonly vscode.Diagnostic[] {
    const { kept, rule, spans } = inspection;
    if (kept || spans.some(({ signal }) => signal === signalOf(rule))) return [];
    return [this.diagnostic(document.lineAt(0).range, verdictWords(inspection), signalOf(rule))];
  }

  private diagnostic(range: vscode.Range, message: string, signal: string): vscode.Diagnostic {
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Information);
    diagnostic.source = "Ablate";
    diagnostic.code = { value: signal, target: this.pages.of(signal) };
    return diagnostic;
  }
}
