import * as vscode from "vscode";
import { trailText } from "../../provenance/trail-text.ts";
import type { Trail } from "../../scheduler/trail.ts";
import { StageError } from "../../stage/runner.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { trailScheme } from "../identifiers.ts";
import { type EngineRuns, nameOf } from "../runs/engine-runs.ts";

/** A number of an experiment's results: what an arm scored in a metric, with one of these seeds. */
export interface TracedNumber {
  readonly metric: string;
  readonly arm: string;
  readonly seeds: readonly number[];
}

/** Shows where numbers come from, in read-only documents whose addresses of files can be followed. */
export class Trails implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly runs: EngineRuns;
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(runs: EngineRuns) {
    this.runs = runs;
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(trailScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
      this.changed,
    ];
  }

  /** Has the engine walk from a number back to its documents, and shows the way. Asks for the seed where there are several. */
  async show(uri: vscode.Uri, number: TracedNumber): Promise<void> {
    const seed = await chosenSeed(number);
    if (seed === undefined) return;
    const title = vscode.l10n.t("Tracing {0} of {1}", number.metric, number.arm);
    const trail = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_progress, cancelled) => this.trace(uri, number, seed, cancelled),
    );
    if (trail === undefined) return;
    const name = `${nameOf(uri)} ${number.arm} ${number.metric.replaceAll("/", " ")} seed ${String(seed)}`;
    const shown = vscode.Uri.from({ scheme: trailScheme, path: `/${name}.trail.txt`, query: uri.toString() });
    this.texts.set(
      shown.toString(),
      trailText(trail, (path) => vscode.Uri.file(path).toString()),
    );
    this.changed.fire(shown);
    await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async trace(
    uri: vscode.Uri,
    { metric, arm }: TracedNumber,
    seed: number,
    cancelled: vscode.CancellationToken,
  ): Promise<Trail | undefined> {
    const workspace = workspaceOf(uri).root;
    // One argument each, so that no name is taken for an option.
    const named = [`--workspace=${workspace}`, `--arm=${arm}`, `--metric=${metric}`, `--seed=${String(seed)}`];
    let trail: Trail | undefined;
    let failure: string | undefined;
    const engine = this.runs.serve(["--json", "trace", ...named, "--", uri.fsPath], workspace, {
      event: (event) => {
        if (event.event === "trail") trail = event.trail;
        if (event.event === "error") failure = event.message;
        if (event.event === "problem") failure ??= event.message;
      },
      log: () => undefined,
    });
    const listening = cancelled.onCancellationRequested(() => void engine.stop());
    const { stopped, failure: unstarted } = await engine.finished;
    listening.dispose();
    if (trail !== undefined || stopped) return trail;
    throw new StageError(failure ?? unstarted ?? vscode.l10n.t("The number could not be traced."));
  }
}

async function chosenSeed({ arm, seeds }: TracedNumber): Promise<number | undefined> {
  if (seeds.length < 2) return seeds[0];
  const choices = seeds.map((seed) => ({ label: vscode.l10n.t("Seed {0}", seed), seed }));
  const placeHolder = vscode.l10n.t("Trace {0} with which seed?", arm);
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.seed;
}
