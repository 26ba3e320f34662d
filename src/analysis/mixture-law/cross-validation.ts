import { mean, sum } from "../least-squares/vectors.ts";
import { rankCorrelation } from "../rank-correlation.ts";
import { Random } from "../../stage/random.ts";
import type { FittedLaw, LawData } from "./law.ts";

/** How well a law predicts arms that it was not fitted to. */
export interface PredictionErrors {
  /** Root of the mean squared error, in the metric's unit. */
  readonly rootMeanSquare: number;
  readonly meanAbsolute: number;
  /** 1 − Σ squared errors / Σ squared distances from the mean of the other arms' folds: 0 is no better than the mean. */
  readonly explained: number;
  /** Spearman's, of predicted and measured. */
  readonly rankCorrelation?: number;
}

export interface CrossValidation {
  /** Of each arm, by a law that was fitted without it. */
  readonly predictions: readonly number[];
  readonly errors: PredictionErrors;
}

/** Up to so many arms each is left out on its own; beyond, they are left out in ten groups. */
const leaveOneOut = 40;
const groups = 10;

/**
 * Predicts every arm by a law that is fitted to the other arms. An arm is left out with all its seeds. Undefined where a
 * fit fails: then some arm alone tells components apart.
 */
export function crossValidate(
  data: LawData,
  fit: (data: LawData) => FittedLaw | undefined,
): CrossValidation | undefined {
  const predictions = new Array<number>(data.losses.length).fill(NaN);
  const fromMean = new Array<number>(data.losses.length).fill(NaN);
  for (const leftOut of foldsOf(data.losses.length)) {
    const kept = data.losses.flatMap((_, arm) => (leftOut.has(arm) ? [] : [arm]));
    const losses = kept.map((arm) => data.losses[arm] ?? NaN);
    const law = fit({ shares: kept.map((arm) => data.shares[arm] ?? []), losses });
    if (law === undefined) return undefined;
    for (const arm of leftOut) {
      predictions[arm] = law.predict(data.shares[arm] ?? []);
      fromMean[arm] = mean(losses);
    }
  }
  return { predictions, errors: errorsOf(predictions, data.losses, fromMean) };
}

function errorsOf(
  predictions: readonly number[],
  losses: readonly number[],
  fromMean: readonly number[],
): PredictionErrors {
  const errors = predictions.map((value, arm) => value - (losses[arm] ?? NaN));
  const squares = sum(errors.map((error) => error ** 2));
  const spread = sum(fromMean.map((value, arm) => (value - (losses[arm] ?? NaN)) ** 2));
  const correlation = rankCorrelation(predictions, losses);
  return {
    rootMeanSquare: Math.sqrt(squares / losses.length),
    meanAbsolute: mean(errors.map(Math.abs)),
    explained: spread > 0 ? 1 - squares / spread : 0,
    ...(correlation !== undefined && { rankCorrelation: correlation }),
  };
}

function foldsOf(arms: number): readonly ReadonlySet<number>[] {
  const all = Array.from({ length: arms }, (_, arm) => arm);
  if (arms <= leaveOneOut) return all.map((arm) => new Set([arm]));
  const shuffled = Random.of("cross-validation", arms).shuffled(all);
  return Array.from({ length: groups }, (_, group) => new Set(shuffled.filter((_, place) => place % groups === group)));
}
