import { mean } from "../least-squares/vectors.ts";
import { Random } from "../../stage/random.ts";
import type { MixtureLaw } from "./law.ts";
import type { Replicate } from "./bootstrap.ts";
import { mixtureDistance, randomMixtures, roundedMixture, type ShareBounds } from "./share-bounds.ts";

/** Why a mixture is worth training on. */
export type ProposalReason = "predicted-best" | "uncertain-optimum" | "gap";

export interface Proposal {
  /** In steps of 0.1 %. */
  readonly shares: readonly number[];
  readonly reason: ProposalReason;
}

const randomCandidates = 2000;
/** Two mixtures this near would teach the same. */
const nearest = 0.02;

/**
 * Mixtures to train next. First the predicted best. Then in turn: the one among the best mixtures of the replicates whose
 * loss is least known once the earlier proposals are measured (the optimum could lie there), and the one that lies furthest
 * from all arms (the law has not been tried there). `noise` is the variance that a measured arm would have around the law.
 */
export function proposeArms(
  count: number,
  best: readonly number[],
  replicates: readonly Replicate[],
  arms: readonly (readonly number[])[],
  bounds: ShareBounds,
  noise: number,
): Proposal[] {
  const proposals: Proposal[] = [];
  const known = arms.map((shares) => [...shares]);
  const isNew = (shares: readonly number[]): boolean => known.every((arm) => mixtureDistance(arm, shares) > nearest);
  const optima = distinctMixtures(replicates.map((replicate) => roundedMixture(replicate.best)));
  const gaps = randomMixtures(bounds, randomCandidates, Random.of("mixture-gaps", arms.length)).map(roundedMixture);
  const beliefs = optima.map((shares) => deviations(shares, replicates));
  const measured: (readonly number[])[] = [];
  const learn = (shares: readonly number[]): void => {
    known.push([...shares]);
    const belief = deviations(shares, replicates);
    for (const earlier of measured) condition([belief], earlier, noise);
    measured.push(belief);
    condition(beliefs, belief, noise);
  };
  const propose = (shares: readonly number[] | undefined, reason: ProposalReason): void => {
    if (shares === undefined || proposals.length >= count || !isNew(shares)) return;
    proposals.push({ shares, reason });
    learn(shares);
  };

  propose(roundedMixture(best), "predicted-best");
  while (proposals.length < count) {
    const before = proposals.length;
    const spread = beliefs.map((values, place) => (isNew(optima[place] ?? []) ? meanSquare(values) : -1));
    propose(optima[indexOfLargest(spread)], "uncertain-optimum");
    const distances = gaps.map((shares) => Math.min(...known.map((arm) => mixtureDistance(arm, shares))));
    propose(gaps[indexOfLargest(distances)], "gap");
    if (proposals.length === before) break;
  }
  return proposals;
}

/** What each replicate says of a mixture, less their mean. */
function deviations(shares: readonly number[], replicates: readonly { readonly law: MixtureLaw }[]): number[] {
  const values = replicates.map(({ law }) => law.predict(shares));
  const centre = mean(values);
  return values.map((value) => value - centre);
}

/** Takes out of all beliefs what measuring one mixture with this noise would settle (the update of an ensemble filter). */
function condition(beliefs: number[][], measured: readonly number[], noise: number): void {
  const spread = meanSquare(measured) + noise;
  if (spread === 0) return;
  // Square-root form (Whitaker and Hamill 2002): the ensemble's spread shrinks as the exact posterior's does.
  const damping = 1 / (1 + Math.sqrt(noise / spread));
  for (const values of beliefs) {
    const gain = (damping * mean(values.map((value, place) => value * (measured[place] ?? 0)))) / spread;
    for (const [place, value] of values.entries()) values[place] = value - gain * (measured[place] ?? 0);
  }
}

function distinctMixtures(mixtures: readonly (readonly number[])[]): (readonly number[])[] {
  return [...new Map(mixtures.map((shares) => [shares.join(), shares])).values()];
}

function meanSquare(values: readonly number[]): number {
  return mean(values.map((value) => value ** 2));
}

function indexOfLargest(values: readonly number[]): number {
  let largest = 0;
  for (const [place, value] of values.entries()) if (value > (values[largest] ?? -Infinity)) largest = place;
  return largest;
}
