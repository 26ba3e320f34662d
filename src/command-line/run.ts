import { contaminationWarnings } from "../scheduler/contamination-warnings.ts";
import { experimentResults, keepResults } from "../scheduler/experiment-results.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { runExperiment } from "../scheduler/run-experiment.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf } from "./command.ts";
import { type ResultsOptions, tellResults } from "./tell-results.ts";

/** `ablate run FILE.ablation.json`: runs what is missing, then tells the results. */
export async function run(file: string, options: ResultsOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadExperiment(file), context.output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const graph = await runExperiment(loaded, workspace, world);
  const results = await experimentResults(loaded, graph, world.store);
  await keepResults(results, loaded, workspace);
  for (const line of await contaminationWarnings(graph, world.store)) context.output.emit({ event: "log", line });
  await tellResults(results, options, context);
}
