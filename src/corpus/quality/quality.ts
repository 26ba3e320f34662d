import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { SignalName, SignalValues } from "../signals/signals.ts";
import { desirability } from "./desirability.ts";
import { PROFILES, profileOf } from "./profiles.ts";

/** A signal without any worth must not wipe out the others: the least factor that it can bring. */
const LEAST_DESIRABILITY = 0.01;

export interface Quality {
  /** In [0,1]. */
  readonly quality: number;
  /** Natural logarithm of the factor that each signal brings, ≤ 0: quality = exp(sum of contributions). */
  readonly contributions: SignalValues;
}

/**
 * Quality of a document: the weighted geometric mean of the desirabilities of its signals (Derringer & Suich 1980), by the
 * profile of its class. docs/quality-score.md has the formula, every curve and its source.
 */
export function scoreQuality(signals: SignalValues, documentClass: DocumentClass): Quality {
  const criteria = PROFILES[profileOf(documentClass)].filter(({ signal }) => signals[signal] !== undefined);
  const totalWeight = criteria.reduce((total, { weight }) => total + weight, 0);
  const contributions: Partial<Record<SignalName, number>> = {};
  let logarithm = 0;
  for (const { signal, weight, curve } of criteria) {
    const worth = Math.max(LEAST_DESIRABILITY, desirability(curve, signals[signal] ?? 0));
    const contribution = (weight / totalWeight) * Math.log(worth);
    contributions[signal] = contribution;
    logarithm += contribution;
  }
  return { quality: Math.exp(logarithm), contributions };
}
