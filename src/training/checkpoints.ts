import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * The checkpoints that the trainer keeps of a work while it runs: `checkpoints/<step>/`. Whether one is intact, the
 * trainer sees.
 */
const CHECKPOINTS = "checkpoints";

/** The step of the newest checkpoint in a work folder, 0 where there is none. */
export async function newestCheckpoint(folder: string): Promise<number> {
  return Math.max(0, ...(await checkpointSteps(folder)));
}

/**
 * Whether training that goes on from `step` would leave a hole in a curve that ends at `lastPointStep`: when the engine is
 * killed, the trainer still writes a checkpoint, but nobody takes down the points before it.
 */
export function isAheadOfCurve(step: number, lastPointStep: number, logEvery: number): boolean {
  const lastDue = step - (step % logEvery);
  return lastDue > lastPointStep;
}

/** Removes the checkpoints that are ahead of the curve. Training resumes from an older one and gives the points again. */
export async function removeCheckpointsAhead(folder: string, lastPointStep: number, logEvery: number): Promise<void> {
  for (const step of await checkpointSteps(folder)) {
    if (isAheadOfCurve(step, lastPointStep, logEvery)) {
      await rm(join(folder, CHECKPOINTS, String(step)), { recursive: true, force: true });
    }
  }
}

export async function removeCheckpoints(folder: string): Promise<void> {
  await rm(join(folder, CHECKPOINTS), { recursive: true, force: true });
}

async function checkpointSteps(folder: string): Promise<number[]> {
  const names = await readdir(join(folder, CHECKPOINTS)).catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}
