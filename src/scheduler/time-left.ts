import { z } from "zod";
import { trainingFlopsPerToken } from "../experiment/model.ts";
import type { PackForecast } from "../stage/runner.ts";
import type { Stage, StageKey, StageKind } from "../stage/stage.ts";
import { trainParametersSchema } from "../training/train-parameters.ts";

/** What a machine gets done, as measured in earlier runs: work units per second of each kind of stage. */
export type Speeds = Partial<Record<StageKind, number>>;

export const speedsSchema = z.partialRecord(
  z.enum(["measure", "curate", "contamination", "tokenizer", "tokenize", "train", "evaluate"]),
  z.number().positive(),
);

/** Used until a kind has been measured: work units (see `stageWork`) per second on two cores of a 2023 server. */
const firstGuess: Readonly<Record<StageKind, number>> = {
  measure: 0.2,
  curate: 1,
  contamination: 0.3,
  tokenizer: 0.3,
  tokenize: 0.3,
  train: 1e11,
  evaluate: 1e11,
};

const trainParameters = trainParametersSchema.pick({ model: true, steps: true, sequencesPerStep: true }).loose();

/**
 * How much there is to do in a stage: floating-point operations for `train` and `evaluate` (the model's shape is that of
 * the `model` stage, its forward pass a third of a training step, about four tokens scored for each item's choice),
 * otherwise one unit, because a stage's size is not known before its inputs are.
 */
export function stageWork(stage: Stage, stages: ReadonlyMap<string, Stage>): number {
  if (stage.kind === "train") return trainingWork(stage);
  if (stage.kind !== "evaluate") return 1;
  const model = stages.get(stage.inputs["model"] ?? "");
  if (model === undefined) return 1;
  const shape = trainParameters.safeParse(model.parameters).data?.model;
  const scoredTokens = evaluationTokens(stage);
  return shape === undefined ? 1 : (scoredTokens * trainingFlopsPerToken(shape)) / 3;
}

function trainingWork(stage: Stage): number {
  const parsed = trainParameters.safeParse(stage.parameters);
  if (!parsed.success) return 1;
  const { model, steps, sequencesPerStep } = parsed.data;
  return steps * sequencesPerStep * model.context * trainingFlopsPerToken(model);
}

const evaluateParameters = z.object({ suites: z.array(z.string()), items: z.number(), bytesPerSlice: z.number() });

/** Rough count of tokens to be scored: four choices of about 40 tokens an item, and about four slices at 3 bytes a token. */
function evaluationTokens(stage: Stage): number {
  const parsed = evaluateParameters.safeParse(stage.parameters);
  if (!parsed.success) return 0;
  const { suites, items, bytesPerSlice } = parsed.data;
  const questionSuites = suites.filter((suite) => suite !== "bitsPerByte").length;
  const slices = suites.includes("bitsPerByte") ? 4 : 0;
  return questionSuites * items * 4 * 40 + (slices * bytesPerSlice) / 3;
}

/** Foretells how long stages take, and learns the machine's speed from those that are done. */
export class TimeEstimate {
  private readonly speeds: Speeds;
  private readonly foretold = new Map<StageKey, number>();

  constructor(speeds: Speeds) {
    this.speeds = { ...speeds };
  }

  /** Takes over what runners foretell of packs: it knows more than the work and the kind of a stage. */
  foretell(forecasts: readonly PackForecast[]): void {
    for (const { keys, seconds } of forecasts) {
      if (seconds !== undefined) for (const key of keys) this.foretold.set(key, seconds / keys.length);
    }
  }

  /** Seconds that a stage of a graph will take, or its share of its pack's. */
  stageSeconds(stage: Stage, stages: ReadonlyMap<StageKey, Stage>): number {
    return this.foretold.get(stage.key) ?? this.seconds(stage.kind, stageWork(stage, stages));
  }

  seconds(kind: StageKind, work: number): number {
    return work / (this.speeds[kind] ?? firstGuess[kind]);
  }

  /** `work` units of a kind took `seconds`. Later measurements weigh as much as all earlier ones together. */
  learn(kind: StageKind, work: number, seconds: number): void {
    if (seconds <= 0 || work <= 0) return;
    const measured = work / seconds;
    const known = this.speeds[kind];
    this.speeds[kind] = known === undefined ? measured : (known + measured) / 2;
  }

  get measured(): Speeds {
    return { ...this.speeds };
  }
}
