import type { JsonObject } from "./json.ts";
import type { Stage, StageKey, StageKind } from "./stage.ts";

/** One stage to be run, with its folders in place. All paths are absolute. */
export interface StageWork {
  readonly stage: Stage;
  /** Role of an input to the finished folder that holds it. */
  readonly inputs: Readonly<Record<string, string>>;
  /**
   * Where the result is written. The scheduler renames it into place when `run` returns. It survives a crash or a
   * cancel, so a runner may find there what an earlier attempt left, and resume from it or overwrite it.
   */
  readonly folder: string;
}

/** How far a run of stages has come. `done` and `total` count `unit`s over all the works of the call. */
export interface StageProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: "documents" | "bytes" | "commits" | "tokens" | "items";
  /** Documents beside bytes; without a total where that is not known. */
  readonly documents?: { readonly done: number; readonly total?: number };
  /** Which part of a stage this counts, where a stage has several that go over all of it: from 1 to `of`. */
  readonly phase?: { readonly name: string; readonly number: number; readonly of: number };
  /** Training curves: one point for each work, in the order of the works. */
  readonly curves?: readonly CurvePoint[];
}

/** One point of a training curve. `loss` is the mean cross-entropy in nats per token; null where it is not finite. */
export interface CurvePoint {
  readonly step: number;
  readonly tokens: number;
  readonly loss: number | null;
  readonly gradientNorm: number | null;
  readonly rate: number;
}

/** Where and within what bounds stages are run. */
export interface RunSettings {
  /** Aborted when the user cancels: the runner ends its work and its processes, then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Where to compute: "cpu", "cuda:0". */
  readonly device: string;
  /** Cores that the runner may keep busy. */
  readonly threads: number;
  /** Most bytes of memory that a process may take; left out, what the device has available. */
  readonly memoryLimit?: number;
  /** A line for the log, for people. */
  log(line: string): void;
}

export interface RunContext extends RunSettings {
  report(progress: StageProgress): void;
}

export interface ForecastSettings extends RunSettings {
  /** Whether a speed that is not known is measured, which takes a few seconds. */
  readonly measure: boolean;
}

/** What a runner adds to the manifest of a finished stage (device, peak memory, counts). */
export type StageReport = JsonObject;

/** What it will take to run some stages in one process. */
export interface PackForecast {
  readonly keys: readonly StageKey[];
  /** Most memory that the process has resident. */
  readonly memoryBytes: number;
  /** Tokens that all of them train on, and the floating-point operations of that. */
  readonly tokens: number;
  readonly flops: number;
  /** Left out where the speed is not known. */
  readonly seconds?: number;
}

/** Runs stages of one kind. */
export interface StageRunner {
  readonly kind: StageKind;
  /** Raised with every change of the code that changes a result: it is part of the stage's key. */
  readonly version: number;
  /**
   * Stages with equal pack keys may be given to `run` together (a pack: arms as a dimension of one process). Left out,
   * each stage of this kind runs alone.
   */
  packKey?(stage: Stage, folder: string): Promise<string>;
  /**
   * The packs in which `run` would do these works, which have one pack key. Nothing but the works' parameters needs to be
   * there. Rejects with a StageError where a work does not fit on the device.
   */
  forecast?(works: readonly StageWork[], settings: ForecastSettings): Promise<readonly PackForecast[]>;
  /**
   * Fills the folder of every work, or rejects. Outcomes are in the order of the works; a StageError says that this
   * work failed where the others did not (an arm that diverged).
   */
  run(works: readonly StageWork[], context: RunContext): Promise<readonly StageOutcome[]>;
  /**
   * Does one shard's part of a work, and leaves it in the work's folder. Shards may run at the same time in several processes.
   * `run` joins what they left, where all have ended; the result does not depend on whether and how a work was divided. Left
   * out, stages of this kind cannot be divided.
   */
  runShard?(work: StageWork, shard: Shard, context: RunContext): Promise<void>;
}

/** One of the parts of a stage that is divided: `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export type StageOutcome = StageReport | StageError;

/** A failure that people can act on: what went wrong and the way out. Shown without a stack trace. */
export class StageError extends Error {
  override readonly name: string = "StageError";
}

/** A failure whose cause is what was given, and not what was found or what happened: a command that it ends has exit code 2. */
export class InvalidInput extends StageError {
  override readonly name = "InvalidInput";
}
