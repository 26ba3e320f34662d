import { mean } from "../least-squares/vectors.ts";
import { Random } from "../../stage/random.ts";
import { bestMixture, weightedLaw } from "./best-mixture.ts";
import type { FittedLaw, LawData, MixtureLaw } from "./law.ts";
import type { ShareBounds } from "./share-bounds.ts";

/** The laws of the metrics of an objective, each with its data; arms are the same in all. */
export interface FittedMetric<Law extends FittedLaw = FittedLaw> {
  readonly data: LawData;
  readonly law: Law;
  /** Fits the same kind of law to similar data. */
  readonly refit: (data: LawData) => Law | undefined;
}

/** An experiment as it might have come out: its law of the objective, and the mixture that it would have recommended. */
export interface Replicate {
  readonly law: MixtureLaw;
  readonly best: readonly number[];
}

/** An arm that decides a parameter alone has no residual; its leverage counts as this. */
const largestLeverage = 0.95;

/**
 * Bootstrap over arms. A replicate has the mixtures of the experiment; its losses are the fitted ones plus residuals that
 * are drawn from the arms with replacement, an arm's residuals of all metrics together, because they share its training
 * noise. Residuals are first divided by √(1 − leverage), by which fitting has shrunk them, and centred. Every replicate is
 * fitted and searched for its best mixture as the experiment is. Replicates whose fit fails are left out.
 */
export function bootstrapReplicates(
  metrics: readonly FittedMetric[],
  weights: readonly number[],
  bounds: ShareBounds,
  count: number,
): Replicate[] {
  const random = Random.of("mixture-bootstrap", count);
  const residuals = metrics.map(freedResiduals);
  const fitted = metrics.map(({ data, law }) => data.shares.map((row) => law.predict(row)));
  const arms = residuals[0]?.length ?? 0;
  return Array.from({ length: count }).flatMap(() => {
    const drawn = Array.from({ length: arms }, () => random.below(arms));
    const laws = metrics.flatMap(({ data, refit }, place) => {
      const losses = drawn.map((arm, own) => (fitted[place]?.[own] ?? NaN) + (residuals[place]?.[arm] ?? NaN));
      return refit({ shares: data.shares, losses }) ?? [];
    });
    if (laws.length < metrics.length) return [];
    const law = weightedLaw(laws, weights);
    return [{ law, best: bestMixture(law, bounds) }];
  });
}

function freedResiduals({ data, law }: FittedMetric): number[] {
  const freed = data.losses.map((loss, arm) => {
    const leverage = Math.min(law.leverage[arm] ?? 0, largestLeverage);
    return (loss - law.predict(data.shares[arm] ?? [])) / Math.sqrt(1 - leverage);
  });
  const centre = mean(freed);
  return freed.map((residual) => residual - centre);
}
