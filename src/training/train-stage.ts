import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunContext, StageError, type StageOutcome, type StageRunner, type StageWork } from "../stage/runner.ts";
import { isAheadOfCurve, removeCheckpoints, removeCheckpointsAhead } from "./checkpoints.ts";
import { appendPoint, dropPointsAfter, readPoints } from "./metrics-file.ts";
import { armsThatFit } from "./pack-memory.ts";
import { type TrainEvent, trainEventSchema } from "./protocol.ts";
import { RepetitionWarnings } from "./repetition.ts";
import { readEndOfText } from "./tokenizer.ts";
import { CONFIGURATION_FILE, input, packConfiguration, type TrainWork } from "./train-configuration.ts";
import { trainPackKey, trainParametersSchema } from "./train-parameters.ts";
import { TrainProgress } from "./train-progress.ts";
import { auditSources } from "./trained-sources.ts";
import { completedSummary, completeTraining } from "./train-result.ts";
import { runTrainer } from "./trainer-process.ts";

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
    version: 3,
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
    const summary = await completedSummary(train.work);
    if (summary === undefined) {
      pending.push(train);
    } else {
      outcomes.set(train.work, { ...summary });
      progress.set(train.work, train.parameters.steps);
    }
  }
  while (pending.length > 0) {
    const [first] = pending;
    if (first === undefined) break;
    const { model, sequencesPerStep, sequencesPerPart } = first.parameters;
    const fitting = armsThatFit(model, sequencesPerStep, context.threads, freeMemory(), sequencesPerPart);
    const pack = pending.splice(0, fitting);
    const surroundings = { context, trainer, progress };
    const packOutcomes = await trainPack(first, pack, surroundings).catch((error: unknown) => {
      if (error instanceof CheckpointAhead) return trainPack(first, pack, surroundings);
      throw error;
    });
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

/**
 * The trainer began from a checkpoint that was not there when those ahead of the curve were removed: a trainer whose engine
 * was killed has written it since. The one that we start waits for that, so that it happens once.
 */
class CheckpointAhead extends Error {}

async function trainPack(
  first: TrainWork,
  pack: readonly TrainWork[],
  { context, trainer, progress }: PackSurroundings,
): Promise<readonly StageOutcome[]> {
  const endOfText = await readEndOfText(input(first.work, "tokenizer"));
  const configuration = packConfiguration(first, pack, { ...context, endOfText });
  const { logEvery } = configuration;
  let curvesEnd = Infinity;
  for (const { work } of pack) {
    const lastPointStep = (await readPoints(work.folder)).at(-1)?.step ?? 0;
    await removeCheckpointsAhead(work.folder, lastPointStep, logEvery);
    curvesEnd = Math.min(curvesEnd, lastPointStep);
  }
  const configurationFile = join(first.work.folder, CONFIGURATION_FILE);
  await writeFile(configurationFile, JSON.stringify(configuration));
  const repetition = new RepetitionWarnings((line) => context.log(line));
  const failures = new Map<number, string>();
  let parameters = 0;
  const onEvent = async (event: TrainEvent): Promise<void> => {
    switch (event.event) {
      case "start":
        if (isAheadOfCurve(event.step, curvesEnd, logEvery)) throw new CheckpointAhead();
        parameters = event.parameters;
        for (const { work } of pack) {
          await dropPointsAfter(work.folder, event.step);
          progress.set(work, event.step);
        }
        progress.report();
        break;
      case "step":
        for (const [index, { work }] of pack.entries()) {
          const arm = event.arms[index];
          if (arm === undefined) continue;
          const { epochs, ...measured } = arm;
          repetition.tell(work.stage.label, configuration.arms[index]?.sources ?? [], epochs);
          const point = { step: event.step, tokens: event.tokens, ...measured };
          await appendPoint(work.folder, point);
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
    configuration: configurationFile,
    events: trainEventSchema,
    signal: context.signal,
    onEvent,
    onLine: (line) => context.log(line),
  });
  if (done.event !== "done") throw new StageError(`The trainer ${trainer} ended without a result.`);

  const outcomes: StageOutcome[] = [];
  for (const [index, { work, parameters: declared }] of pack.entries()) {
    const arm = done.arms[index];
    if (arm === undefined || arm.failed) {
      await removeCheckpoints(work.folder);
      outcomes.push(divergence(work, failures.get(index)));
    } else {
      const sources = auditSources(work.stage.label, declared.mixture, arm.sources);
      const summary = await completeTraining(work, { steps: done.step, parameters, sources });
      outcomes.push({ ...summary, peakMemoryBytes: done.peakMemoryBytes, packedArms: pack.length });
    }
  }
  return outcomes;
}

function divergence(work: StageWork, reason = "the loss is not finite"): StageError {
  return new StageError(`${work.stage.label} diverged: ${reason}. Lower "rate" or raise "warmupShare", and run again.`);
}
