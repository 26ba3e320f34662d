import { join } from "node:path";
import type { StageGraph } from "../experiment/graph.ts";
import { holderText } from "../store/lock-file.ts";
import { writeSpeeds } from "../store/speed-record.ts";
import { waitForLock } from "../store/wait-for-lock.ts";
import type { Workspace } from "../store/workspace.ts";
import type { LoadedExperiment } from "./load-experiment.ts";
import { planEvent, planExperiment } from "./plan-experiment.ts";
import { runGraph, type RunSurroundings } from "./run-graph.ts";

/**
 * Runs what is missing of an experiment. A finished experiment runs nothing. Resolves to the graph, whose stages are then all
 * complete. Rejects with a StageError when stages failed, and with the signal's reason when cancelled.
 */
export async function runExperiment(
  loaded: LoadedExperiment,
  workspace: Workspace,
  world: RunSurroundings,
): Promise<StageGraph> {
  const plan = await readingSources(workspace, world, () => planExperiment(loaded, workspace, world, false));
  world.emit(planEvent(loaded, workspace, plan, world.timeEstimate));
  try {
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
