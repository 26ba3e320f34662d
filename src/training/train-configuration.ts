import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { trainingFlopsPerToken } from "../experiment/model.ts";
import type { StageWork } from "../stage/runner.ts";
import type { ArmConfiguration, TrainConfiguration } from "./protocol.ts";
import { tokensPerStep, type TrainParameters } from "./train-parameters.ts";

/** Points of a training curve that a run aims at. */
const POINTS = 150;

/** Checkpoints of a run, at least (short runs: one a step). */
const CHECKPOINTS = 10;

/** Work between two checkpoints at most, in seconds of a slow machine. */
const SECONDS_BETWEEN_CHECKPOINTS = 30;
const SLOW_FLOPS_PER_SECOND_AND_THREAD = 2e10;

/** The trainer's configuration, in the folder of the first work of a pack while it runs. */
export const CONFIGURATION_FILE = "train-configuration.json";

/** A work with its parameters parsed. */
export interface TrainWork {
  readonly work: StageWork;
  readonly parameters: TrainParameters;
}

/** The trainer's configuration for works of one pack key; `first` gives what they have in common. */
export function packConfiguration(
  first: TrainWork,
  works: readonly TrainWork[],
  { device, threads, endOfText }: { readonly device: string; readonly threads: number; readonly endOfText: number },
): TrainConfiguration {
  const {
    seed: _seed,
    initialisationSeed: _initialisationSeed,
    mixture: _mixture,
    carryOptimiser: _carry,
    checkpoint: _checkpoint,
    ...common
  } = first.parameters;
  const { steps } = common;
  return {
    device,
    threads,
    ...common,
    logEvery: Math.max(1, Math.round(steps / POINTS)),
    checkpointEvery: checkpointEvery(first.parameters, works.length, threads),
    tokenBytes: join(input(first.work, "tokenizer"), "token-bytes.json"),
    endOfText,
    arms: works.map((work) => armConfiguration(work, common)),
  };
}

function checkpointEvery(parameters: TrainParameters, arms: number, threads: number): number {
  const flopsPerStep = arms * tokensPerStep(parameters) * trainingFlopsPerToken(parameters.model);
  const stepsInTime = (SECONDS_BETWEEN_CHECKPOINTS * threads * SLOW_FLOPS_PER_SECOND_AND_THREAD) / flopsPerStep;
  return Math.max(1, Math.floor(Math.min(parameters.steps / CHECKPOINTS, stepsInTime)));
}

/** An arm states its schedule and clip where they are not those that stand for all. */
function armConfiguration(
  { work, parameters }: TrainWork,
  common: Pick<TrainParameters, "schedule" | "optimiser">,
): ArmConfiguration {
  const { seed, initialisationSeed, mixture, schedule } = parameters;
  const { clip } = parameters.optimiser;
  return {
    name: work.stage.label,
    folder: work.folder,
    seed,
    ...(initialisationSeed === undefined ? {} : { initialisationSeed }),
    // In the order of names: the order in a file decides nothing, and must not decide in which order sources are drawn.
    sources: Object.entries(mixture)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, weight]) => ({ name, weight, shard: join(input(work, `tokens:${name}`), "tokens") })),
    ...initialOf(work, parameters),
    ...(isDeepStrictEqual(schedule, common.schedule) ? {} : { schedule }),
    ...(clip === common.optimiser.clip ? {} : { clip }),
  };
}

/** What an arm goes on from: the phase before, or a checkpoint; nothing where it starts from its seed. */
function initialOf(
  work: StageWork,
  { carryOptimiser, checkpoint }: TrainParameters,
): Pick<ArmConfiguration, "initial"> {
  const from = work.inputs["from"];
  if (from === undefined) return checkpoint === undefined ? {} : { initial: { model: checkpoint.folder } };
  const optimiser = carryOptimiser ? { optimiser: join(from, "optimiser.safetensors") } : {};
  return { initial: { model: join(from, "model"), ...optimiser } };
}

/** The folder of an input that the graph gives to every train stage. */
export function input(work: StageWork, role: string): string {
  const folder = work.inputs[role];
  if (folder === undefined) throw new Error(`a train stage needs the input ${role}`);
  return folder;
}
