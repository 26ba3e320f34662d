import { trainingFlopsPerToken } from "../experiment/model.ts";
import { type ForecastSettings, type PackForecast, type RunSettings, StageError } from "../stage/runner.ts";
import { askForPlan, bytesText, packSizes, usableMemory } from "./pack-memory.ts";
import type { MeasuredTimes, TrainConfiguration } from "./protocol.ts";
import { packConfiguration, type TrainWork } from "./train-configuration.ts";
import { tokensPerStep } from "./train-parameters.ts";
import { runSeconds, type TrainingSpeed } from "./training-speed.ts";

/** What a slow machine gets done, and how long a measured step may take on it. */
const SLOW_FLOPS_PER_SECOND_AND_THREAD = 2e10;
const LONGEST_MEASURED_STEP = 30;

/** Of a step, what is measured at most: see the trainer's measure_training.cpp. */
const MEASURED_TOKENS = 4096;

/** Works that are trained in one process, and what that takes. */
export interface TrainPack {
  readonly works: readonly TrainWork[];
  readonly configuration: TrainConfiguration;
  /** Foreseen, of the whole process. */
  readonly memoryBytes: number;
  /** Whether the device has as much now. */
  readonly fits: boolean;
}

/**
 * The packs in which works of one pack key are trained, within the memory that the device has now. Throws a StageError
 * where a single work does not fit.
 */
export async function packsThatFit(
  trainer: string,
  works: readonly TrainWork[],
  settings: RunSettings,
): Promise<readonly TrainPack[]> {
  return packsWithin(trainer, works, settings, (problem) => {
    throw problem;
  });
}

/** As `packsThatFit`; where a single work does not fit, each is a pack, unless `onTooLarge` throws what it is told. */
async function packsWithin(
  trainer: string,
  works: readonly TrainWork[],
  settings: RunSettings,
  onTooLarge: (problem: StageError) => void,
): Promise<readonly TrainPack[]> {
  const [first] = works;
  if (first === undefined) return [];
  const configuration = plannedConfiguration(first, works, settings);
  const { availableMemoryBytes, memoryBytes } = await askForPlan(trainer, configuration, settings.signal);
  const usable = usableMemory(availableMemoryBytes, settings.memoryLimit);
  const fitting = packSizes(memoryBytes, usable);
  if (fitting.length === 0) onTooLarge(tooLarge(first, memoryBytes[0] ?? 0, usable, settings));
  const sizes = fitting.length > 0 ? fitting : works.map(() => 1);
  const packs: TrainPack[] = [];
  let begin = 0;
  for (const size of sizes) {
    const members = works.slice(begin, begin + size);
    begin += size;
    const [head = first] = members;
    packs.push({
      works: members,
      configuration: plannedConfiguration(head, members, settings),
      memoryBytes: memoryBytes[size - 1] ?? 0,
      fits: fitting.length > 0,
    });
  }
  return packs;
}

/** The tokenizer may not be there yet, and which token ends a text is nothing to a plan. */
function plannedConfiguration(
  first: TrainWork,
  works: readonly TrainWork[],
  settings: RunSettings,
): TrainConfiguration {
  return packConfiguration(first, works, { ...settings, endOfText: 0 });
}

function tooLarge({ work }: TrainWork, needed: number, usable: number, { memoryLimit }: RunSettings): StageError {
  const limited = memoryLimit !== undefined && memoryLimit <= usable;
  const wayOut = limited ? "Raise the memory limit (--memory)" : "Close other programs";
  return new StageError(
    `${work.stage.label} needs ${bytesText(needed)} of memory, and ${bytesText(usable)} can be used. ` +
      `${wayOut}, or choose a smaller model.`,
  );
}

/** What works of one pack key will take: see StageRunner.forecast. */
export async function forecastTraining(
  trainer: string,
  speed: TrainingSpeed,
  works: readonly TrainWork[],
  settings: ForecastSettings,
): Promise<readonly PackForecast[]> {
  const forecasts: PackForecast[] = [];
  // What is planned may be run on another machine; what is run here may not be begun in vain.
  const onTooLarge = (problem: StageError): void => {
    if (!settings.measure) throw problem;
    settings.log(`warning: this cannot be run on this machine: ${problem.message}`);
  };
  for (const pack of await packsWithin(trainer, works, settings, onTooLarge)) {
    const { configuration, memoryBytes } = pack;
    const tokens = pack.works.reduce((sum, { parameters }) => sum + parameters.steps * tokensPerStep(parameters), 0);
    const times =
      (await speed.find(configuration)) ??
      (settings.measure && pack.fits ? await measure(trainer, speed, pack, settings) : undefined);
    forecasts.push({
      keys: pack.works.map(({ work }) => work.stage.key),
      memoryBytes,
      tokens,
      flops: tokens * trainingFlopsPerToken(configuration.model),
      ...(times === undefined ? {} : { seconds: runSeconds(configuration, times) }),
    });
  }
  return forecasts;
}

/** Measures and keeps the speed of a pack; undefined where even a few steps would take too long. */
async function measure(
  trainer: string,
  speed: TrainingSpeed,
  { works, configuration }: TrainPack,
  settings: RunSettings,
): Promise<MeasuredTimes | undefined> {
  const { model, sequencesPerStep } = configuration;
  const tokens = Math.max(model.context, Math.min(MEASURED_TOKENS, sequencesPerStep * model.context));
  const { threads } = settings;
  const arms = works.length <= threads ? works.length : threads + (works.length % threads);
  const flops = arms * tokens * trainingFlopsPerToken(model);
  if (flops / (threads * SLOW_FLOPS_PER_SECOND_AND_THREAD) > LONGEST_MEASURED_STEP) return undefined;
  const what = works.length === 1 ? "an arm" : `${String(works.length)} arms together`;
  settings.log(`measuring how fast ${what} can be trained …`);
  const { measured } = await speed.withFolder((folder) => askForPlan(trainer, configuration, settings.signal, folder));
  if (measured !== undefined) await speed.keep(configuration, measured);
  return measured;
}
