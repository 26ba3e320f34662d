import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type RunContext,
  StageError,
  type StageProgress,
  type StageRunner,
  type StageWork,
} from "../../stage/runner.ts";
import type { StageStore } from "../../store/stage-store.ts";
import type { EngineEvent } from "../events.ts";
import { runPackHere } from "../run-pack.ts";
import type { SubmittedTask } from "./submission.ts";

/** Kinds whose runners go on where an earlier attempt was stopped: with whole stages, and with shards. */
const resumable: ReadonlySet<string> = new Set(["measure", "train"]);
const resumableShards: ReadonlySet<string> = new Set(["measure", "curate"]);
/** Progress is written this often at most: a file on a shared disk is read by whoever follows. */
const PROGRESS_MILLISECONDS = 1000;

export interface TaskSurroundings extends Omit<RunContext, "report"> {
  readonly runner: StageRunner;
  readonly store: StageStore;
  now(): Date;
  emit(event: EngineEvent): void;
}

/** Whether a task that is stopped goes on from there when it is queued again, rather than from its beginning. */
export function resumes(works: SubmittedTask["works"], isShard: boolean): boolean {
  const kinds = isShard ? resumableShards : resumable;
  return works.every(({ stage }) => kinds.has(stage.kind));
}

/**
 * Does what one task of a job array is for; works that are complete already are left as they are. Tells it in events. Rejects with a
 * StageError where nothing of it succeeded, with the signal's reason when stopped.
 */
export async function runTask({ works, shard }: SubmittedTask, world: TaskSurroundings): Promise<void> {
  const { store, runner } = world;
  const emit = (event: EngineEvent): void => {
    world.emit(event);
  };
  const open: StageWork[] = [];
  for (const work of works) {
    const manifest = await store.find(work.stage);
    if (manifest === undefined) open.push(work);
    else emit({ event: "stage", keys: [work.stage.key], state: "done", seconds: manifest.seconds });
  }
  const [ready, lacking] = divide(open);
  for (const { work, role } of lacking) fail(work, `its input ${role} has failed`, world);
  const [first] = ready;
  if (first === undefined) {
    if (lacking.length < works.length) return;
    throw new StageError(
      lacking.map(({ work, role }) => `${work.stage.label}: its input ${role} has failed`).join("\n"),
    );
  }
  const keys = ready.map(({ stage }) => stage.key);
  emit({ event: "stage", keys, state: "running" });
  const context: RunContext = { ...world, report: progressTo(keys, world) };
  for (const { stage } of ready) await store.openWork(stage);
  if (shard !== undefined) {
    if (runner.runShard === undefined) throw new StageError(`Stages of kind ${runner.kind} cannot be divided.`);
    await runner.runShard(first, shard, context).catch((error: unknown) => {
      world.signal.throwIfAborted();
      throw error;
    });
    return;
  }
  const ends = await runPackHere(ready, runner, store, context, () => world.now());
  const failures: string[] = [];
  for (const [index, work] of ready.entries()) {
    const end = ends[index];
    if (end?.state === "done") emit({ event: "stage", keys: [work.stage.key], state: "done", seconds: end.seconds });
    else if (end?.state === "failed") {
      fail(work, end.error.message, world);
      failures.push(`${work.stage.label}: ${end.error.message}`);
    }
  }
  // What depends on those that succeeded may go on: what lacks its input says so itself.
  if (failures.length === ready.length) throw new StageError(failures.join("\n"));
}

interface Lacking {
  readonly work: StageWork;
  readonly role: string;
}

function divide(works: readonly StageWork[]): readonly [readonly StageWork[], readonly Lacking[]] {
  const ready: StageWork[] = [];
  const lacking: Lacking[] = [];
  for (const work of works) {
    const missing = Object.entries(work.inputs).find(([, folder]) => !existsSync(join(folder, "manifest.json")));
    if (missing === undefined) ready.push(work);
    else lacking.push({ work, role: missing[0] });
  }
  return [ready, lacking];
}

function fail({ stage }: StageWork, message: string, world: TaskSurroundings): void {
  world.emit({ event: "stage", keys: [stage.key], state: "failed", detail: message });
}

/** Passes progress on now and then, and always where it has come to its end. */
function progressTo(keys: readonly string[], world: TaskSurroundings): (progress: StageProgress) => void {
  const started = world.now().getTime();
  let told = 0;
  return ({ done, total, unit, documents, phase, curves }) => {
    const now = world.now().getTime();
    if (now - told < PROGRESS_MILLISECONDS && done < total) return;
    told = now;
    const seconds = Math.max((now - started) / 1000, 1e-3);
    const perSecond = done / seconds;
    const secondsLeft = perSecond > 0 ? (total - done) / perSecond : 0;
    world.emit({
      event: "progress",
      keys: [...keys],
      ...{ done, total, unit, perSecond },
      ...(documents === undefined ? {} : { documents: { ...documents, perSecond: documents.done / seconds } }),
      ...(phase === undefined ? {} : { phase }),
      ...{ packSecondsLeft: secondsLeft, secondsLeft },
      ...(curves === undefined ? {} : { curves: [...curves] }),
    });
  };
}
