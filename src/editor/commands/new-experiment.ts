import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { scaleNames } from "../../experiment/studies/scale.ts";
import type { StudyEvent } from "../../scheduler/events.ts";
import { StageError } from "../../stage/runner.ts";
import { FileEnding } from "../identifiers.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";
import { nameProblem } from "./experiment-name.ts";
import { scaleChoices, studyChoices } from "./study-choices.ts";

/**
 * Asks which of the paper's studies, at which scale (with what it takes), and for a name; has the engine write it into a folder of that
 * name, and opens its files. Never overwrites one.
 */
export async function newExperiment(runs: EngineRuns, log: vscode.LogOutputChannel): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) return;
  const root = folder.uri.fsPath;
  const title = vscode.l10n.t("New Experiment");
  const told = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Working out what each study takes…") },
    () => Promise.all(scaleNames.map((scale) => askForStudies(["--scale", scale], root, runs, log))),
  );
  const offers = told.flat().flatMap(({ offer }) => (offer === undefined ? [] : [offer]));
  const study = await vscode.window.showQuickPick(studyChoices(offers), {
    title,
    placeHolder: vscode.l10n.t("Which study of “To Code, or Not To Code?”"),
    matchOnDescription: true,
  });
  if (study === undefined) return;
  const chosen = await vscode.window.showQuickPick(scaleChoices(offers, study.offer.study), {
    title,
    placeHolder: vscode.l10n.t("How large? Nothing is written or run yet."),
  });
  if (chosen === undefined) return;
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Its files go to a folder of this name."),
    value: study.offer.study,
    validateInput: (value) => nameProblem(value) ?? existsProblem(join(root, value)),
  });
  if (name === undefined) return;
  const written = await askForStudies([study.offer.study, name, "--scale", chosen.offer.scale], root, runs, log);
  for (const { path } of written) {
    if (path === undefined) continue;
    const preserveFocus = !path.endsWith(FileEnding.ablation);
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false, preserveFocus });
  }
}

/** What `ablate new` told: a study that there may be, or a file that it has written. */
interface Told {
  readonly offer?: StudyEvent;
  readonly path?: string;
}

/** Rejects with a StageError where the engine failed. */
async function askForStudies(
  commandArguments: readonly string[],
  folder: string,
  runs: EngineRuns,
  log: vscode.LogOutputChannel,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  let failure: string | undefined;
  const engine = runs.serve(["--json", "new", ...commandArguments], folder, {
    event(event) {
      if (event.event === "study") told.push({ offer: event });
      else if (event.event === "file") told.push({ path: event.path });
      else if (event.event === "error") failure = event.message;
    },
    log(line) {
      log.info(`[new] ${line}`);
    },
  });
  const { code, failure: notStarted } = await engine.finished;
  if (code !== 0) throw new StageError(failure ?? notStarted ?? vscode.l10n.t("The engine ended; see the log."));
  return told;
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Open a folder first: an experiment lives in one."));
  }
  return folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
}

function existsProblem(path: string): string | undefined {
  return existsSync(path) ? vscode.l10n.t("There is a file or folder of this name already.") : undefined;
}
