import { renderTable } from "../analysis/table.ts";
import { saveResults } from "../evaluation/saved-results.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { runExperiment } from "../scheduler/run-experiment.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

/** `ablate run FILE.ablation.json`: runs what is missing, then shows the table of results. */
export async function run(file: string, options: WorkspaceOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadExperiment(file), context.output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const graph = await runExperiment(loaded, workspace, world);
  const results = await saveResults(loaded, graph, workspace, world.store);
  context.output.emit({ event: "results", results });
  context.output.print(renderTable(results, context.output.width));
}
