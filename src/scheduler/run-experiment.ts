import { join } from "node:path";
import type { CompiledGraph } from "../experiment/graph.ts";
import { StageError } from "../stage/runner.ts";
import { holderText } from "../store/lock-file.ts";
import { writeSpeeds } from "../store/speed-record.ts";
import { waitForLock } from "../store/wait-for-lock.ts";
import type { Workspace } from "../store/workspace.ts";
import type { LoadedExperiment } from "./load-experiment.ts";
import { type Plan, planEvent, planExperiment } from "./plan-experiment.ts";
import { runGraph, type RunSurroundings } from "./run-graph.ts";
import { measuringStages } from "./source-sizes.ts";

/**
 * Runs what is missing of an experiment. A finished experiment runs nothing. Where budgets depend on how many tokens there are,
 * these are made first, and the plan is told again. Resolves to the graph, whose stages are then all complete. Rejects with a StageError when stages failed, and with the signal's reason when cancelled.
 */
export async function runExperiment(
  loaded: LoadedExperiment,
  workspace: Workspace,
  world: RunSurroundings,
): Promise<CompiledGraph> {
  const settled = (): Promise<Plan> =>
    readingSources(workspace, world, () => planExperiment(loaded, workspace, world, false));
  let plan = await settled();
  world.emit(planEvent(loaded, workspace, plan, world.timeEstimate));
  try {
    if (plan.graph.budgets.unmeasured.length > 0) {
      await runGraph(plan.graph, measuringStages(plan.graph, plan.pending), world);
      plan = await settled();
      world.emit(planEvent(loaded, workspace, plan, world.timeEstimate));
    }
    const { changes, violations } = plan.graph.budgets;
    if (violations.length > 0) throw new StageError(`${violations.join(".\n")}.`);
    for (const change of changes) world.log(change);
    await runGraph(plan.graph, plan.pending, world);
  } finally {
    await writeSpeeds(workspace, world.timeEstimate.measured);
  }
  return plan.graph;
}

/** Lets one run of a workspace at a time look at what sources hold: repositories are fetched into a folder that all share. */
export async function readingSources<T>(
  workspace: Workspace,
  world: Pick<RunSurroundings, "signal" | "log" | "now">,
  read: () => Promise<T>,
): Promise<T> {
  const lock = await waitForLock(
    join(workspace.claims, "sources"),
    "reading sources",
    () => world.now(),
    world.signal,
    (holder) => {
      world.log(`waiting for ${holderText(holder)}`);
    },
  );
  try {
    return await read();
  } finally {
    await lock.release();
  }
}
