import { contaminationWarnings } from "../scheduler/contamination-warnings.ts";
import { experimentResults, keepResults } from "../scheduler/experiment-results.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { runExperiment } from "../scheduler/run-experiment.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf } from "./command.ts";
import { recordedRun, type RunStartOptions } from "./recorded-run.ts";
import { startAndTell } from "./start-and-tell.ts";
import { type ResultsOptions, tellResults } from "./tell-results.ts";

export type RunCommandOptions = ResultsOptions & RunStartOptions;

/** `ablate run FILE.ablation.json`: runs what is missing, then tells the results; with `--detach`, without this process. */
export async function run(file: string, options: RunCommandOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadExperiment(file), context.output);
  const workspace = workspaceOf(file, options, context);
  if (options.detach === true) {
    const { csv, html } = options;
    const more = [...(csv === undefined ? [] : ["--csv", csv]), ...(html === undefined ? [] : ["--html", html])];
    await startAndTell({ task: "run", file, workspace, options, more }, context);
    return;
  }
  await recordedRun({ task: "run", file, workspace, options }, context, async (kept) => {
    const world = await surroundingsOf(workspace, options, kept);
    const graph = await runExperiment(loaded, workspace, world);
    const results = await experimentResults(loaded, graph, world.store);
    await keepResults(results, loaded, workspace);
    for (const line of await contaminationWarnings(graph, world.store)) kept.output.emit({ event: "log", line });
    await tellResults(results, options, kept);
  });
}
