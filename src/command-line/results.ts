import { experimentResults, keepResults } from "../scheduler/experiment-results.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { compileExperiment } from "../scheduler/plan-experiment.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf } from "./command.ts";
import { lastWinRates } from "./win-rate-file.ts";
import { winRateText } from "./win-rate-text.ts";
import { type ResultsOptions, tellResults } from "./tell-results.ts";

/** `ablate results FILE.ablation.json`: the table, and where asked for the CSV file and the HTML report. */
export async function results(file: string, options: ResultsOptions, context: CommandContext): Promise<void> {
  const { output } = context;
  const loaded = valueOf(await loadExperiment(file), output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const { graph } = await compileExperiment(loaded, workspace, world);
  const found = await experimentResults(loaded, graph, world.store);
  // A workspace that can only be read still has results to show.
  await keepResults(found, loaded, workspace).catch((error: unknown) => {
    output.emit({ event: "log", line: `The results are not kept for the editor: ${String(error)}` });
  });
  await tellResults(found, options, context);
  // Last, because they say least of small models.
  const arms = loaded.experiment.arms.map((arm) => arm.name);
  for (const winRates of await lastWinRates(workspace, loaded.file, arms)) {
    output.emit({ event: "winRates", winRates });
    output.print(`\nWin-rates, as ablate judge found them last (docs/win-rates.md)\n${winRateText(winRates)}`);
  }
}
