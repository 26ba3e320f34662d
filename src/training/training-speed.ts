import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { cpus, hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { measuredTimesSchema, type MeasuredTimes, type TrainConfiguration } from "./protocol.ts";

/** How many packs' speeds are kept: the newest. */
const KEPT_SPEEDS = 200;

const recordSchema = z.record(z.string(), measuredTimesSchema);

/**
 * How fast packs are trained, as earlier runs and measurements have shown: by machine, trainer, shape of the model, options
 * of a step, number of arms and threads. Kept in a folder that may be deleted at any time.
 */
export class TrainingSpeed {
  readonly #folder: string;
  readonly #trainer: string;

  constructor(folder: string, trainer: string) {
    this.#folder = folder;
    this.#trainer = trainer;
  }

  /** Of a pack like this one; undefined where none has been trained. */
  async find(configuration: TrainConfiguration): Promise<MeasuredTimes | undefined> {
    return (await this.#read())[await this.#keyOf(configuration)];
  }

  /** Keeps what was measured, where it can be kept: no run fails for want of an estimate. */
  async keep(configuration: TrainConfiguration, times: MeasuredTimes): Promise<void> {
    const key = await this.#keyOf(configuration);
    const others = Object.entries(await this.#read()).filter(([other]) => other !== key);
    const kept = Object.fromEntries([...others.slice(1 - KEPT_SPEEDS), [key, times]]);
    await writeFileAtomically(this.#file, JSON.stringify(kept)).catch(() => undefined);
  }

  /** Calls `work` with an empty folder on the disk of the workspace, and removes it. */
  async withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true });
    const folder = await mkdtemp(join(this.#folder, "measure-"));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  get #file(): string {
    return join(this.#folder, "training-speed.json");
  }

  async #read(): Promise<z.infer<typeof recordSchema>> {
    try {
      return recordSchema.parse(JSON.parse(await readFile(this.#file, "utf8")));
    } catch {
      return {};
    }
  }

  async #keyOf(configuration: TrainConfiguration): Promise<string> {
    const { schedule: _schedule, steps: _steps, logEvery: _log, checkpointEvery: _checkpoint, ...rest } = configuration;
    const { tokenBytes: _tokenBytes, endOfText: _endOfText, arms, ...options } = rest;
    const built = await stat(this.#trainer).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    const machine = [hostname(), cpus()[0]?.model ?? ""];
    return createHash("sha256")
      .update(JSON.stringify({ options, arms: arms.length, built, machine }))
      .digest("hex")
      .slice(0, 20);
  }
}

/** Checkpoints that a run writes before its end. */
function checkpointCount({ steps, checkpointEvery }: TrainConfiguration): number {
  return Math.floor((steps - 1) / checkpointEvery);
}

/** Seconds that a run takes: the start, its steps, its checkpoints, and the result, which is as large as a checkpoint. */
export function runSeconds(
  configuration: TrainConfiguration,
  { startSeconds, stepSeconds, checkpointSeconds }: MeasuredTimes,
): number {
  const checkpoints = checkpointCount(configuration) + 1;
  return startSeconds + configuration.steps * stepSeconds + checkpoints * checkpointSeconds;
}

/** What a whole run that took `seconds` after its start says of its steps; the rest as it was known before. */
export function learntTimes(
  configuration: TrainConfiguration,
  seconds: number,
  known: MeasuredTimes = { startSeconds: 0, stepSeconds: 0, checkpointSeconds: 0 },
): MeasuredTimes {
  const checkpoints = (checkpointCount(configuration) + 1) * known.checkpointSeconds;
  return { ...known, stepSeconds: Math.max(0, seconds - checkpoints) / configuration.steps };
}
