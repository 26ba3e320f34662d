import { trailText } from "../provenance/trail-text.ts";
import { trailOf } from "../provenance/trail.ts";
import { StageError } from "../stage/runner.ts";
import type { CommandContext, WorkspaceOptions } from "./command.ts";
import { exportedExperiment } from "./exported-experiment.ts";
import { namedArmRun } from "./trained-arm.ts";

export interface TraceOptions extends WorkspaceOptions {
  readonly arm: string;
  readonly metric: string;
  readonly seed?: number;
  readonly examples: number;
}

/** `ablate trace FILE --arm ARM --metric ID`: where a number of the results comes from, back to the documents and the command. */
export async function trace(file: string, options: TraceOptions, context: CommandContext): Promise<void> {
  const { loaded, graph, store, results } = await exportedExperiment({ ...options, from: file }, context);
  const armRun = namedArmRun({ arm: options.arm, seed: options.seed }, loaded, graph);
  if (results === undefined)
    throw new StageError(`${loaded.name} has no results as its files are now; run: ablate run ${file}`);
  const trail = await trailOf(
    { armRun, metric: options.metric, examples: options.examples },
    loaded,
    graph,
    store,
    results,
  );
  context.output.emit({ event: "trail", trail });
  context.output.print(trailText(trail, (path) => path));
}
