import * as vscode from "vscode";
import { StageError } from "../../stage/runner.ts";
import { type DeclaredFiles, fileKind, type FileKind } from "../files/declared-files.ts";
import type { CorpusExplorers } from "../explorer/corpus-explorers.ts";
import { Command } from "../identifiers.ts";
import type { PlanPanels } from "../plan/plan-panels.ts";
import type { ResultsPanels } from "../results/results-panels.ts";
import { type EngineRun, type EngineRuns, nameOf, requireTrust } from "../runs/engine-runs.ts";
import { followRun, type RunActions } from "../runs/run-notifications.ts";
import { freeSpace } from "./free-space.ts";
import type { Inspections } from "./inspect-file.ts";
import type { LabellingPanels } from "../labelling/labelling-panels.ts";
import { newExperiment } from "./new-experiment.ts";
import { openReport } from "./open-report.ts";
import { givenFile, targetFile } from "./target-file.ts";

/** What the commands act with. */
export interface CommandSurroundings {
  readonly files: DeclaredFiles;
  readonly runs: EngineRuns;
  readonly panels: ResultsPanels;
  readonly plans: PlanPanels;
  readonly explorers: CorpusExplorers;
  readonly inspections: Inspections;
  readonly labelling: LabellingPanels;
  readonly log: vscode.LogOutputChannel;
}

/** Registers every command of the extension. */
export function registerCommands(world: CommandSurroundings): vscode.Disposable[] {
  const { files, runs, panels, plans, explorers, inspections, labelling, log } = world;
  const onFile = (kind: FileKind, act: (uri: vscode.Uri) => unknown) => async (argument: unknown) => {
    const uri = await targetFile(argument, kind, files);
    if (uri !== undefined) await act(uri);
  };
  const handlers: Record<(typeof Command)[keyof typeof Command], (argument: unknown) => unknown> = {
    [Command.newExperiment]: () => {
      requireTrust();
      return newExperiment(runs, log);
    },
    [Command.curate]: onFile("corpus", (uri) => startAndFollow("curate", uri, world)),
    [Command.plan]: onFile("ablation", async (uri) => {
      requireTrust();
      await saveDeclaredFiles();
      plans.show(uri);
    }),
    [Command.run]: onFile("ablation", (uri) => startAndFollow("run", uri, world)),
    [Command.stop]: async (argument) => (await runToEnd(argument, runs, vscode.l10n.t("Stop which run?")))?.stop(),
    [Command.pause]: async (argument) => (await runToEnd(argument, runs, vscode.l10n.t("Pause which run?")))?.pause(),
    [Command.resume]: (argument) => startAgain(argument, world),
    [Command.retry]: (argument) => startAgain(argument, world),
    [Command.openStageLog]: (argument) =>
      argument instanceof vscode.Uri ? vscode.window.showTextDocument(argument) : undefined,
    [Command.showResults]: onFile("ablation", (uri) => {
      panels.show(uri);
    }),
    [Command.openReport]: onFile("ablation", (uri) => openReport(uri, runs)),
    [Command.freeSpace]: () => freeSpace(runs),
    [Command.openLog]: () => {
      log.show();
    },
    [Command.exploreCorpus]: onFile("corpus", (uri) => {
      explorers.show(uri);
    }),
    [Command.labelDocuments]: onFile("corpus", (uri) => labelling.label(uri)),
    [Command.inspectFile]: (argument) => inspections.inspect(givenFile(argument)),
  };
  return Object.entries(handlers).map(([command, handler]) =>
    vscode.commands.registerCommand(command, async (argument: unknown) => {
      try {
        await handler(argument);
      } catch (error) {
        await tell(error, log);
      }
    }),
  );
}

async function startAndFollow(task: "run" | "curate", uri: vscode.Uri, world: CommandSurroundings): Promise<void> {
  const { runs, panels, log } = world;
  requireTrust();
  await saveDeclaredFiles();
  const run = runs.start(task, uri);
  if (task === "run") panels.show(uri);
  await followRun(run, runs, runActions(panels, log));
}

/** What the notifications about runs offer. */
export function runActions(panels: ResultsPanels, log: vscode.LogOutputChannel): RunActions {
  return {
    showResults: (file) => {
      panels.show(file);
    },
    openLog: () => {
      log.show();
    },
    resume: (file) => void vscode.commands.executeCommand(Command.resume, file),
  };
}

/** Runs what of a file is not done yet: what is done stays. From the palette, the file that is open in front is meant. */
async function startAgain(argument: unknown, world: CommandSurroundings): Promise<void> {
  const given = givenFile(argument) ?? vscode.window.activeTextEditor?.document.uri;
  const corpus = given !== undefined && fileKind(given) === "corpus";
  const uri = await targetFile(given, corpus ? "corpus" : "ablation", world.files);
  if (uri !== undefined) await startAndFollow(corpus ? "curate" : "run", uri, world);
}

/** The engine reads files from disk: an experiment and its corpora, in whatever folders, have to be there as edited. */
async function saveDeclaredFiles(): Promise<void> {
  const edited = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && fileKind(uri) !== undefined);
  const saved = await Promise.all(edited.map((document) => document.save()));
  const unsaved = edited.find((_document, index) => saved[index] !== true);
  if (unsaved !== undefined) throw new StageError(vscode.l10n.t("{0} could not be saved.", nameOf(unsaved.uri)));
}

/** The run that Stop or Pause means: of the file given; where none is, the only run, else the one that the user picks. */
async function runToEnd(argument: unknown, runs: EngineRuns, question: string): Promise<EngineRun | undefined> {
  const given = givenFile(argument)?.toString();
  if (given !== undefined) return runs.active.find(({ uri }) => uri.toString() === given);
  if (runs.active.length < 2) return runs.active[0];
  const choices = runs.active.map((run) => ({ label: nameOf(run.uri), run }));
  return (await vscode.window.showQuickPick(choices, { placeHolder: question }))?.run;
}

/** A failure that people can act on is shown as it is; any other goes to the log in full. */
async function tell(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof StageError)) log.error(error instanceof Error ? error : message);
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t("Manage Workspace Trust");
    const chosen = await vscode.window.showWarningMessage(message, manage);
    if (chosen === manage) await vscode.commands.executeCommand("workbench.trust.manage");
    return;
  }
  const openLog = vscode.l10n.t("Open Log");
  if ((await vscode.window.showErrorMessage(message, openLog)) === openLog) log.show();
}
