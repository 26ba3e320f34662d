import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { JsonObject } from "../stage/json.ts";
import {
  type CurvePoint,
  type RunContext,
  StageError,
  type StageOutcome,
  type StageRunner,
  type StageWork,
} from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { appendPoint, dropPointsAfter, readPoints } from "./metrics-file.ts";
import { armsThatFit } from "./pack-memory.ts";
import { type TrainEvent, trainEventSchema } from "./protocol.ts";
import { input, packConfiguration, type TrainWork } from "./train-configuration.ts";
import { tokensPerStep, trainPackKey, trainParametersSchema } from "./train-parameters.ts";
import { runTrainer } from "./trainer-process.ts";

const METRICS = "metrics.jsonl";
const SUMMARY = "summary.json";

const sourceCount = z.object({ name: z.string(), sequences: z.int(), tokens: z.int(), bytes: z.int() });

/** `summary.json` of a `train` stage. */
const summarySchema = z.object({
  steps: z.int(),
  /** Target tokens of all sources, and their bytes. */
  tokens: z.int(),
  bytes: z.int(),
  /** What the arm was really trained on, source by source. */
  sources: z.array(sourceCount),
  parameters: z.int(),
  /** Mean nats per token at the end of the curve. */
  finalLoss: z.number().nullable(),
});

export type TrainSummary = z.infer<typeof summarySchema>;

export interface TrainerSurroundings {
  /** The binary `ablate-trainer`. */
  readonly trainer: string;
  /** Bytes of memory that are free now. */
  readonly freeMemory: () => number;
}

/**
 * Runs stages of kind `train` in packs as large as memory allows. Each folder gets `model/`, `optimiser.safetensors`,
 * `metrics.jsonl` (a curve point a line) and `summary.json`. An interrupted work resumes from its newest checkpoint; an
 * arm whose loss is not finite fails alone.
 */
export function createTrainRunner(surroundings: TrainerSurroundings): StageRunner {
  return {
    kind: "train",
    version: 1,
    packKey: (stage, folder) => trainPackKey(stage, folder),
    run: (works, context) => trainWorks(works, context, surroundings),
  };
}

async function trainWorks(
  works: readonly StageWork[],
  context: RunContext,
  { trainer, freeMemory }: TrainerSurroundings,
): Promise<readonly StageOutcome[]> {
  const all = works.map((work): TrainWork => ({
    work,
    parameters: trainParametersSchema.parse(work.stage.parameters),
  }));
  const outcomes = new Map<StageWork, StageOutcome>();
  const progress = new TrainProgress(all, context);
  const pending: TrainWork[] = [];
  for (const train of all) {
    const summary = await finishedSummary(train.work.folder);
    if (summary === undefined) {
      pending.push(train);
    } else {
      outcomes.set(train.work, await finish(train.work, summary));
      progress.set(train.work, train.parameters.steps);
    }
  }
  while (pending.length > 0) {
    const [first] = pending;
    if (first === undefined) break;
    const { model, sequencesPerStep } = first.parameters;
    const pack = pending.splice(0, armsThatFit(model, sequencesPerStep, context.threads, freeMemory()));
    const packOutcomes = await trainPack(first, pack, { context, trainer, progress });
    for (const [index, { work }] of pack.entries()) {
      const outcome = packOutcomes[index];
      if (outcome !== undefined) outcomes.set(work, outcome);
    }
  }
  return works.map((work) => outcomes.get(work) ?? new StageError(`The trainer said nothing of ${work.stage.label}.`));
}

interface PackSurroundings {
  readonly context: RunContext;
  readonly trainer: string;
  readonly progress: TrainProgress;
}

async function trainPack(
  first: TrainWork,
  pack: readonly TrainWork[],
  { context, trainer, progress }: PackSurroundings,
): Promise<readonly StageOutcome[]> {
  const configuration = join(first.work.folder, "train-configuration.json");
  await writeFile(configuration, JSON.stringify(packConfiguration(first, pack, context)));
  const failures = new Map<number, string>();
  let parameters = 0;
  const onEvent = async (event: TrainEvent): Promise<void> => {
    switch (event.event) {
      case "start":
        parameters = event.parameters;
        for (const { work } of pack) {
          await dropPointsAfter(join(work.folder, METRICS), event.step);
          progress.set(work, event.step);
        }
        progress.report();
        break;
      case "step":
        for (const [index, { work }] of pack.entries()) {
          const arm = event.arms[index];
          if (arm === undefined) continue;
          const point: CurvePoint = { step: event.step, tokens: event.tokens, ...arm };
          await appendPoint(join(work.folder, METRICS), point);
          progress.set(work, event.step, point);
        }
        progress.report();
        break;
      case "arm_failed":
        failures.set(event.arm, `${event.message} at step ${event.step}`);
        break;
    }
  };
  const done = await runTrainer({
    trainer,
    command: "train",
    configuration,
    events: trainEventSchema,
    signal: context.signal,
    onEvent,
    onLine: (line) => context.log(line),
  });
  await rm(configuration);
  if (done.event !== "done") throw new StageError(`The trainer ${trainer} ended without a result.`);

  const outcomes: StageOutcome[] = [];
  for (const [index, { work }] of pack.entries()) {
    const arm = done.arms[index];
    if (arm === undefined || arm.failed) {
      await removeCheckpoints(work.folder);
      outcomes.push(divergence(work, failures.get(index)));
    } else {
      const summary = await writeResult(work, done.step, arm.sources, parameters);
      const report = await finish(work, summary);
      outcomes.push({ ...report, peakMemoryBytes: done.peakMemoryBytes, packedArms: pack.length });
    }
  }
  return outcomes;
}

function divergence(work: StageWork, reason = "the loss is not finite"): StageError {
  return new StageError(`${work.stage.label} diverged: ${reason}. Lower "rate" or raise "warmupShare", and run again.`);
}

/** Completes a trained folder. The summary comes last: it says that all the rest is there. */
async function writeResult(
  work: StageWork,
  steps: number,
  sources: TrainSummary["sources"],
  parameters: number,
): Promise<TrainSummary> {
  const { folder } = work;
  await copyFile(join(input(work, "tokenizer"), "tokenizer.json"), join(folder, "model", "tokenizer.json"));
  const points = await readPoints(join(folder, METRICS));
  const summary: TrainSummary = {
    steps,
    tokens: sources.reduce((sum, { tokens }) => sum + tokens, 0),
    bytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
    sources,
    parameters,
    finalLoss: points.at(-1)?.loss ?? null,
  };
  await writeFileAtomically(join(folder, SUMMARY), JSON.stringify(summary));
  return summary;
}

/** The summary of a work that an earlier attempt completed but for the clearing up. */
async function finishedSummary(folder: string): Promise<TrainSummary | undefined> {
  try {
    return summarySchema.parse(JSON.parse(await readFile(join(folder, SUMMARY), "utf8")));
  } catch {
    return undefined;
  }
}

async function finish(work: StageWork, summary: TrainSummary): Promise<JsonObject> {
  await removeCheckpoints(work.folder);
  return { ...summary };
}

async function removeCheckpoints(folder: string): Promise<void> {
  await rm(join(folder, "checkpoints"), { recursive: true, force: true });
}

/** How far the works of a call have come, whatever packs they are trained in. */
class TrainProgress {
  readonly #works: readonly TrainWork[];
  readonly #context: RunContext;
  readonly #steps = new Map<StageWork, number>();
  readonly #points = new Map<StageWork, CurvePoint>();

  constructor(works: readonly TrainWork[], context: RunContext) {
    this.#works = works;
    this.#context = context;
  }

  set(work: StageWork, step: number, point?: CurvePoint): void {
    this.#steps.set(work, step);
    if (point !== undefined) this.#points.set(work, point);
  }

  report(): void {
    let done = 0;
    let total = 0;
    for (const { work, parameters } of this.#works) {
      done += (this.#steps.get(work) ?? 0) * tokensPerStep(parameters);
      total += parameters.steps * tokensPerStep(parameters);
    }
    const notBegun: CurvePoint = { step: 0, tokens: 0, loss: null, gradientNorm: null, rate: 0 };
    const curves = this.#works.map(({ work }) => this.#points.get(work) ?? notBegun);
    const begun = this.#points.size > 0;
    this.#context.report({ done, total, unit: "tokens", ...(begun ? { curves } : {}) });
  }
}
