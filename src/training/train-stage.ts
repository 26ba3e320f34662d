import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunContext, StageError, type StageOutcome, type StageRunner, type StageWork } from "../stage/runner.ts";
import { isAheadOfCurve, removeCheckpoints, removeCheckpointsAhead } from "./checkpoints.ts";
import { appendPoint, dropPointsAfter, readPoints } from "./metrics-file.ts";
import { bytesText } from "./pack-memory.ts";
import { type TrainEvent, trainEventSchema } from "./protocol.ts";
import { RepetitionWarnings } from "./repetition.ts";
import { readEndOfText } from "./tokenizer.ts";
import { CONFIGURATION_FILE, input, packConfiguration, type TrainWork } from "./train-configuration.ts";
import { forecastTraining, packsThatFit } from "./train-packs.ts";
import { trainPackKey, trainParametersSchema } from "./train-parameters.ts";
import { TrainProgress } from "./train-progress.ts";
import { auditSources } from "./trained-sources.ts";
import { completedSummary, completeTraining } from "./train-result.ts";
import { learntTimes, TrainingSpeed } from "./training-speed.ts";
import { type Launcher, OutOfMemory, runTrainer } from "./trainer-process.ts";

export interface TrainerSurroundings {
  /** The binary `ablate-trainer`. */
  readonly trainer: string;
  /** Where measured speeds are kept; it may be deleted at any time. */
  readonly cacheFolder: string;
  /** By which the trainer is started when it trains; left out, it is started as it is, as one rank. */
  readonly launcher?: Launcher | undefined;
}

/**
 * Runs stages of kind `train` in packs as large as memory allows. Each folder gets `model/`, `optimiser.safetensors`,
 * `metrics.jsonl` (a curve point a line) and `summary.json`. An interrupted work resumes from its newest checkpoint; an
 * arm whose loss is not finite fails alone.
 */
export function createTrainRunner({ trainer, cacheFolder, launcher }: TrainerSurroundings): StageRunner {
  const speed = new TrainingSpeed(cacheFolder, trainer);
  return {
    kind: "train",
    version: 3,
    packKey: (stage, folder) => trainPackKey(stage, folder),
    forecast: async (works, settings) => forecastTraining(trainer, speed, works.map(parsed), settings),
    run: (works, context) => trainWorks(works, context, { trainer, launcher, speed }),
  };
}

function parsed(work: StageWork): TrainWork {
  return { work, parameters: trainParametersSchema.parse(work.stage.parameters) };
}

async function trainWorks(
  works: readonly StageWork[],
  context: RunContext,
  { trainer, launcher, speed }: Pick<PackSurroundings, "trainer" | "launcher" | "speed">,
): Promise<readonly StageOutcome[]> {
  const all = works.map(parsed);
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
  for (const pack of await packsThatFit(trainer, pending, context)) {
    const together = pack.works.map(({ work }) => work.stage.label).join(", ");
    context.log(`trained together: ${together} (${bytesText(pack.memoryBytes)} of memory foreseen)`);
    const packOutcomes = await trainPackOrHalves(pack.works, { context, trainer, launcher, speed, progress });
    for (const [index, { work }] of pack.works.entries()) {
      const outcome = packOutcomes[index];
      if (outcome !== undefined) outcomes.set(work, outcome);
    }
  }
  return works.map((work) => outcomes.get(work) ?? new StageError(`The trainer said nothing of ${work.stage.label}.`));
}

interface PackSurroundings {
  readonly context: RunContext;
  readonly trainer: string;
  readonly launcher: Launcher | undefined;
  readonly speed: TrainingSpeed;
  readonly progress: TrainProgress;
}

/**
 * The trainer began from a checkpoint that was not there when those ahead of the curve were removed: a trainer whose engine
 * was killed has written it since. The one that we start waits for that, so that it happens once.
 */
class CheckpointAhead extends Error {}

/** Trains a pack; where memory turns out too little after all, one half of it after the other. */
async function trainPackOrHalves(
  pack: readonly TrainWork[],
  surroundings: PackSurroundings,
): Promise<readonly StageOutcome[]> {
  try {
    return await trainPackAgain(pack, surroundings);
  } catch (error) {
    if (!(error instanceof OutOfMemory) || pack.length === 1) throw error;
    surroundings.context.log(`${error.message} Trying again with half of the ${String(pack.length)} arms at a time.`);
    const half = Math.ceil(pack.length / 2);
    return [
      ...(await trainPackAgain(pack.slice(0, half), surroundings)),
      ...(await trainPackAgain(pack.slice(half), surroundings)),
    ];
  }
}

async function trainPackAgain(
  pack: readonly TrainWork[],
  surroundings: PackSurroundings,
): Promise<readonly StageOutcome[]> {
  return trainPack(pack, surroundings).catch((error: unknown) => {
    if (error instanceof CheckpointAhead) return trainPack(pack, surroundings);
    throw error;
  });
}

async function trainPack(
  pack: readonly TrainWork[],
  { context, trainer, launcher, speed, progress }: PackSurroundings,
): Promise<readonly StageOutcome[]> {
  const [first] = pack;
  if (first === undefined) return [];
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
  const begun = { parameters: 0, resumed: false };
  const onEvent = async (event: TrainEvent): Promise<void> => {
    switch (event.event) {
      case "start":
        if (isAheadOfCurve(event.step, curvesEnd, logEvery)) throw new CheckpointAhead();
        begun.parameters = event.parameters;
        begun.resumed = event.resumed;
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
    launcher,
    command: "train",
    configuration: configurationFile,
    events: trainEventSchema,
    signal: context.signal,
    onEvent,
    onLine: (line) => context.log(line),
  });
  if (done.event !== "done") throw new StageError(`The trainer ${trainer} ended without a result.`);
  if (!begun.resumed && failures.size === 0) {
    await speed.keep(configuration, learntTimes(configuration, done.seconds, await speed.find(configuration)));
  }

  const outcomes: StageOutcome[] = [];
  const members = pack.map(({ work }) => work.stage.key);
  for (const [index, { work, parameters: declared }] of pack.entries()) {
    const arm = done.arms[index];
    if (arm === undefined || arm.failed) {
      await removeCheckpoints(work.folder);
      outcomes.push(divergence(work, failures.get(index)));
    } else {
      const sources = auditSources(work.stage.label, declared.mixture, arm.sources);
      const summary = await completeTraining(work, { steps: done.step, parameters: begun.parameters, sources });
      outcomes.push({ ...summary, peakMemoryBytes: done.peakMemoryBytes, pack: members });
    }
  }
  return outcomes;
}

function divergence(work: StageWork, reason = "the loss is not finite"): StageError {
  return new StageError(`${work.stage.label} diverged: ${reason}. Lower "rate" or raise "warmupShare", and run again.`);
}
