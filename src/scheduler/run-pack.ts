import { type RunContext, StageError, type StageRunner, type StageWork } from "../stage/runner.ts";
import type { StageKey } from "../stage/stage.ts";
import type { StageStore } from "../store/stage-store.ts";
import type { StageEnd } from "./executor.ts";

const millisecondsPerSecond = 1000;

/**
 * Runs works as one pack in this process, and puts what succeeds into the store. Resolves with the end of every work, in their
 * order; rejects as the runner does: with a StageError where the pack fails as a whole, with the signal's reason when
 * cancelled.
 */
export async function runPackHere(
  works: readonly StageWork[],
  runner: StageRunner,
  store: StageStore,
  context: RunContext,
  now: () => Date,
): Promise<readonly StageEnd[]> {
  context.signal.throwIfAborted();
  const started = now();
  const pack: readonly StageKey[] = works.map(({ stage }) => stage.key);
  const outcomes = await runner.run(works, context).catch((error: unknown) => {
    context.signal.throwIfAborted();
    throw error;
  });
  const seconds = (now().getTime() - started.getTime()) / millisecondsPerSecond;
  const ends: StageEnd[] = [];
  for (const [index, { stage }] of works.entries()) {
    const outcome = outcomes[index] ?? new StageError("the runner said nothing of it");
    if (outcome instanceof StageError) {
      ends.push({ state: "failed", error: outcome });
      continue;
    }
    await store.complete(stage, {
      version: runner.version,
      startedAt: started.toISOString(),
      seconds,
      device: context.device,
      pack: [...pack],
      report: { ...outcome },
    });
    ends.push({ state: "done", seconds });
  }
  return ends;
}
