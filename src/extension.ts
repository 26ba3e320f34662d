import * as vscode from "vscode";
import { Inspections } from "./editor/commands/inspect-file.ts";
import { registerCommands, runActions } from "./editor/commands/register-commands.ts";
import { corporaTree } from "./editor/corpora/corpora-tree.ts";
import { bundledEngine } from "./editor/engine/engine-program.ts";
import { EngineService } from "./editor/engine/engine-service.ts";
import { experimentsTree } from "./editor/experiments/experiments-tree.ts";
import { DeclaredCorpora } from "./editor/explain/declared-corpora.ts";
import { ExplanationDiagnostics } from "./editor/explain/explanation-diagnostics.ts";
import { ExplanationHovers } from "./editor/explain/explanation-hovers.ts";
import { LiveInspections } from "./editor/explain/live-inspections.ts";
import { QualityStatusItem } from "./editor/explain/quality-status-item.ts";
import { SignalPages } from "./editor/explain/signal-pages.ts";
import { CorpusDocuments } from "./editor/explorer/corpus-documents.ts";
import { CorpusExplorers } from "./editor/explorer/corpus-explorers.ts";
import { DeclaredFiles } from "./editor/files/declared-files.ts";
import { StoredResults } from "./editor/files/stored-results.ts";
import { Command, FileEnding, taskType, View } from "./editor/identifiers.ts";
import { FileDiagnostics } from "./editor/language/file-diagnostics.ts";
import { AblationHovers } from "./editor/language/ablation-hovers.ts";
import { FileLenses } from "./editor/language/file-lenses.ts";
import { SliceCompletions } from "./editor/language/slice-completions.ts";
import { LabellingPanels } from "./editor/labelling/labelling-panels.ts";
import { PlanPanels } from "./editor/plan/plan-panels.ts";
import { ResultsPanels } from "./editor/results/results-panels.ts";
import { Trails } from "./editor/results/trails.ts";
import { ActiveRunLines } from "./editor/runs/active-run-lines.ts";
import { EngineRuns } from "./editor/runs/engine-runs.ts";
import { LiveRuns } from "./editor/runs/live-runs.ts";
import { RunStatusItem } from "./editor/runs/run-status-item.ts";
import { runsTree } from "./editor/runs/runs-tree.ts";
import { AblateTasks } from "./editor/tasks/ablate-tasks.ts";
import { TreeSource } from "./editor/trees/tree-source.ts";

let engineRuns: EngineRuns | undefined;

/** What `activate` gives to the tests that run in a real VS Code, which shows trees and runs to nobody else. */
export interface ExtensionApi {
  /** The data of each tree, by the id of its view. */
  readonly trees: ReadonlyMap<string, TreeSource>;
  readonly runs: EngineRuns;
  /** What finds the runs of terminals and other windows. */
  readonly liveRuns: LiveRuns;
  /** The quality in the status bar. */
  readonly qualityItem: vscode.StatusBarItem;
  readonly explorers: CorpusExplorers;
  readonly plans: PlanPanels;
  readonly labelling: LabellingPanels;
}

/** Builds the parts of the extension and registers them. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const track = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const inExtension = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(context.extensionUri, ...path);

  const log = track(vscode.window.createOutputChannel("Ablate", { log: true }));
  const engine = bundledEngine(inExtension("out", "cli.mjs").fsPath, process.execPath, process.env);
  const runs = track(new EngineRuns(engine, log));
  engineRuns = runs;
  const files = track(new DeclaredFiles());
  const stored = track(new StoredResults());
  const changes = [files.onDidChange, stored.onDidChange];

  const trails = track(new Trails(runs));
  const panels = track(
    new ResultsPanels(
      {
        runs,
        log,
        changes,
        webviewFolder: inExtension("out", "webview"),
        showTrail: (uri, number) =>
          void trails.show(uri, number).catch((error: unknown) => {
            void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
          }),
        perform: (request, uri) => void vscode.commands.executeCommand(Command[request], uri),
      },
      inExtension("media", "icon.svg"),
    ),
  );
  const inspector = new EngineService(
    (listener) => runs.serve(["--json", "inspect", "--watch"], inExtension("out").fsPath, listener),
    (line) => {
      log.info(`[inspect] ${line}`);
    },
  );
  const liveInspections = track(new LiveInspections(inspector, track(new DeclaredCorpora(files)), files, log));
  const signalPages = new SignalPages(inExtension("docs", "corpus.md"));
  track(new ExplanationDiagnostics(liveInspections, signalPages));
  const qualityItem = track(new QualityStatusItem(liveInspections));
  const inspections = track(new Inspections(runs, liveInspections));
  const documents = track(new CorpusDocuments(runs, log));
  const explorers = track(
    new CorpusExplorers(
      {
        documents,
        inspections: liveInspections,
        log,
        changes: [...changes, runs.onDidStartOrEnd],
        webviewFolder: inExtension("out", "webview"),
      },
      inExtension("media", "icon.svg"),
    ),
  );
  const plans = track(
    new PlanPanels(
      { runs, log, changes: [files.onDidChange], webviewFolder: inExtension("out", "webview") },
      inExtension("media", "icon.svg"),
    ),
  );
  const labelling = track(new LabellingPanels({ runs, log, webviewFolder: inExtension("out", "webview") }));
  context.subscriptions.push(
    ...registerCommands({
      files,
      runs,
      panels,
      plans,
      explorers,
      inspections,
      labelling,
      log,
    }),
  );

  const stageChanges = [...changes, runs.onDidChangeStages];
  const trees = new Map<string, TreeSource>();
  const tree = (view: string, source: TreeSource): void => {
    trees.set(view, track(source));
    track(vscode.window.createTreeView(view, { treeDataProvider: source, showCollapseAll: true }));
  };
  tree(View.corpora, new TreeSource(() => corporaTree(files, runs), stageChanges));
  tree(View.experiments, new TreeSource(() => experimentsTree(files, runs), stageChanges));
  const activeRuns = track(new ActiveRunLines(runs));
  tree(View.runs, new TreeSource(() => runsTree(files, runs, activeRuns), stageChanges, activeRuns.onDidChangeLine));
  track(new RunStatusItem(runs));
  const liveRuns = track(new LiveRuns(runs, files, context.workspaceState, changes, runActions(panels, log)));
  track(vscode.tasks.registerTaskProvider(taskType, new AblateTasks(runs, files)));

  const filesEnding = (ending: string): vscode.DocumentFilter => ({ scheme: "file", pattern: `**/*${ending}` });
  const ablations = filesEnding(FileEnding.ablation);
  const lenses = track(new FileLenses(runs, stageChanges));
  track(new FileDiagnostics(files));
  track(vscode.languages.registerCodeLensProvider([ablations, filesEnding(FileEnding.corpus)], lenses));
  track(vscode.languages.registerHoverProvider(ablations, new AblationHovers()));
  const { triggers } = SliceCompletions;
  track(vscode.languages.registerCompletionItemProvider(ablations, new SliceCompletions(), ...triggers));
  track(vscode.languages.registerHoverProvider({ scheme: "file" }, new ExplanationHovers(liveInspections)));
  return { trees, runs, liveRuns, qualityItem: qualityItem.item, explorers, plans, labelling };
}

/** Ends what is of this window alone, and waits for it; runs go on. */
export async function deactivate(): Promise<void> {
  await engineRuns?.leave();
}
