import * as vscode from "vscode";
import type { RunRecord, RunState } from "../../store/run-record.ts";
import type { Problem } from "../../experiment/problem.ts";
import { type EngineRun, type EngineRuns, nameOf } from "./engine-runs.ts";
import { runProgressText, runShareDone } from "./run-text.ts";

/** What the user can do about the end of a run. */
export interface RunActions {
  showResults(uri: vscode.Uri): void;
  openLog(): void;
  /** Goes on with a run that was interrupted. */
  resume(uri: vscode.Uri): void;
}

/** Shows a run's progress with a button that stops it, then how it ended. Resolves when it has ended. */
export async function followRun(run: EngineRun, runs: EngineRuns, actions: RunActions): Promise<void> {
  const title = nameOf(run.uri);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, cancelled) => {
      let shown = 0;
      const subscriptions = [
        cancelled.onCancellationRequested(() => {
          progress.report({ message: vscode.l10n.t("stopping…") });
          void run.stop();
        }),
        runs.onDidChange((changed) => {
          if (changed !== run || cancelled.isCancellationRequested) return;
          const percent = 100 * runShareDone(run.model, Date.now());
          progress.report({ message: runProgressText(run.model), increment: Math.max(0, percent - shown) });
          shown = Math.max(shown, percent);
        }),
      ];
      await run.finished;
      for (const subscription of subscriptions) subscription.dispose();
    },
  );
  void tellEnd(run, actions);
}

/** Tells how a run has ended, and offers what to open. */
export async function tellEnd({ uri, model, task }: EngineRun, actions: RunActions): Promise<void> {
  const name = nameOf(uri);
  const { state, message } = model.status;
  const problem = model.problems.find(({ severity }) => severity === "error");
  if (state === "failed" && problem !== undefined) return tellProblem(problem);
  if (state === "failed") {
    const openLog = vscode.l10n.t("Open Log");
    const text = vscode.l10n.t("{0} failed: {1}", name, message ?? "");
    if ((await vscode.window.showErrorMessage(text, openLog)) === openLog) actions.openLog();
  }
  if (state === "done" && task === "run") {
    const showResults = vscode.l10n.t("Show Results");
    const text = vscode.l10n.t("{0} is done. {1}", name, model.results?.headline ?? "");
    if ((await vscode.window.showInformationMessage(text, showResults)) === showResults) actions.showResults(uri);
  }
  if (state === "done" && task === "curate") {
    void vscode.window.showInformationMessage(vscode.l10n.t("{0} is curated.", name));
  }
}

/** Tells how a run has ended that no window has seen end, and offers what to do. */
export async function tellEndWhileAway(
  uri: vscode.Uri,
  { task, message }: RunRecord,
  state: RunState,
  actions: RunActions,
): Promise<void> {
  const name = nameOf(uri);
  if (state === "interrupted" || state === "rebooted") {
    const resume = vscode.l10n.t("Resume");
    const text =
      state === "rebooted"
        ? vscode.l10n.t("{0} was interrupted by a restart of the machine.", name)
        : vscode.l10n.t("{0} was interrupted: its process died.", name);
    if ((await vscode.window.showWarningMessage(text, resume)) === resume) actions.resume(uri);
  }
  if (state === "failed") {
    const retry = vscode.l10n.t("Retry");
    const text = vscode.l10n.t("{0} failed: {1}", name, message ?? "");
    if ((await vscode.window.showErrorMessage(text, retry)) === retry) actions.resume(uri);
  }
  if (state === "done" && task === "run") {
    const showResults = vscode.l10n.t("Show Results");
    const text = vscode.l10n.t("{0} was done while no window was open.", name);
    if ((await vscode.window.showInformationMessage(text, showResults)) === showResults) actions.showResults(uri);
  }
  if (state === "done" && task === "curate") {
    void vscode.window.showInformationMessage(vscode.l10n.t("{0} is curated.", name));
  }
}

/** Tells what is wrong in a file and offers to go there. */
async function tellProblem({ file, line, column, message }: Problem): Promise<void> {
  const openFile = vscode.l10n.t("Open File");
  const uri = vscode.Uri.file(file);
  const text = vscode.l10n.t("{0}, line {1}: {2}", nameOf(uri), line, message);
  if ((await vscode.window.showErrorMessage(text, openFile)) !== openFile) return;
  const position = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position) });
}
