import { relative } from "node:path";
import type { Results } from "../analysis/results.ts";
import type { CompiledGraph } from "../experiment/graph.ts";
import { experimentResults } from "../scheduler/experiment-results.ts";
import { loadExperiment, type LoadedExperiment } from "../scheduler/load-experiment.ts";
import { compileExperiment } from "../scheduler/plan-experiment.ts";
import { StageError } from "../stage/runner.ts";
import type { StageStore } from "../store/stage-store.ts";
import type { Workspace } from "../store/workspace.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

/** Options of what is exported from an experiment. */
export interface FromExperiment extends WorkspaceOptions {
  /** Its file. */
  readonly from: string;
}

/** An experiment as its files and its workspace are now. */
export interface ExportedExperiment {
  readonly loaded: LoadedExperiment;
  readonly graph: CompiledGraph;
  readonly store: StageStore;
  readonly workspace: Workspace;
  /** The file, relative to the workspace. */
  readonly file: string;
  /** Undefined until all arms are evaluated. */
  readonly results: Results | undefined;
}

/** Opens an experiment to export from. */
export async function exportedExperiment(
  options: FromExperiment,
  context: CommandContext,
): Promise<ExportedExperiment> {
  const loaded = valueOf(await loadExperiment(options.from), context.output);
  const workspace = workspaceOf(options.from, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const { graph } = await compileExperiment(loaded, workspace, world);
  const results = await experimentResults(loaded, graph, world.store).catch((error: unknown) => {
    if (error instanceof StageError) return undefined;
    throw error;
  });
  const file = relative(workspace.root, loaded.file);
  return { loaded, graph, store: world.store, workspace, file, results };
}
