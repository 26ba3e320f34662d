import * as vscode from "vscode";
import type { Inspection } from "../../corpus/inspection.ts";
import { inspectionText } from "../../corpus/inspection-text.ts";
import { SIGNAL_DOCS } from "../../corpus/signals/signal-docs.ts";
import { StageError } from "../../stage/runner.ts";
import { inspectionScheme } from "../identifiers.ts";
import type { LiveInspections } from "../explain/live-inspections.ts";
import { type EngineRuns, nameOf } from "../runs/engine-runs.ts";

/** Explains files: what the engine measured, against what, and where, in read-only documents. */
export class Inspections implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly runs: EngineRuns;
  private readonly live: LiveInspections;
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(runs: EngineRuns, live: LiveInspections) {
    this.runs = runs;
    this.live = live;
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(inspectionScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
      this.changed,
    ];
  }

  /** Has the engine measure a file, or the one in the editor in front. Throws a StageError where that cannot be. */
  async inspect(given: vscode.Uri | undefined): Promise<void> {
    const uri = given ?? vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme !== "file") throw new StageError(vscode.l10n.t("Open the file to be inspected first."));
    const title = vscode.l10n.t("Inspecting {0}", nameOf(uri));
    const inspections = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      this.find(uri),
    );
    const pages = inspections.map((inspection) => inspectionText(inspection, SIGNAL_DOCS));
    const shown = vscode.Uri.from({ scheme: inspectionScheme, path: `${uri.path}.quality.txt` });
    this.texts.set(shown.toString(), pages.join("\n"));
    this.changed.fire(shown);
    await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  /** Of a text that is open, what stands in its editor is inspected; of any other file, what is on disk; both by the rules of their corpus. */
  private async find(uri: vscode.Uri): Promise<readonly Inspection[]> {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open !== undefined) return [(this.live.of(open) ?? (await this.live.inspectNow(open))).inspection];
    const taken = await this.live.takenBy(uri);
    const run = this.runs.start("inspect", uri, taken === undefined ? {} : { corpus: taken.corpusFile });
    await run.finished;
    const { status, inspections } = run.model;
    if (status.state !== "done")
      throw new StageError(status.message ?? vscode.l10n.t("The file could not be inspected."));
    return inspections;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
