import { resultsTable } from "../analysis/table.ts";
import { experimentResults, keepResults } from "../scheduler/experiment-results.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { runExperiment } from "../scheduler/run-experiment.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

/** `ablate run FILE.ablation.json`: runs what is missing, then shows the table of results. */
export async function run(file: string, options: WorkspaceOptions, context: CommandContext): Promise<void> {
  const { output } = context;
  const loaded = valueOf(await loadExperiment(file), output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const graph = await runExperiment(loaded, workspace, world);
  const results = await experimentResults(loaded, graph, world.store);
  await keepResults(results, loaded, workspace);
  output.emit({ event: "results", results });
  output.print(resultsTable(results, output.width));
}
