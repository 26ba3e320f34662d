import { sum } from "../least-squares/vectors.ts";
import type { Random } from "../../stage/random.ts";

/** The least and the largest share of each component. */
export interface ShareBounds {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const tolerance = 1e-9;

/** Whether some mixture keeps the bounds. */
export function boundsAllowMixture({ low, high }: ShareBounds): boolean {
  return (
    low.every((share, place) => share <= (high[place] ?? NaN) + tolerance) &&
    sum(low) <= 1 + tolerance &&
    sum(high) >= 1 - tolerance
  );
}

/** Whether a mixture keeps the bounds, to 1e-6. */
export function keepsBounds(shares: readonly number[], { low, high }: ShareBounds): boolean {
  return shares.every((share, place) => share >= (low[place] ?? 0) - 1e-6 && share <= (high[place] ?? 1) + 1e-6);
}

/** The mixture within the bounds that lies nearest to `shares` (Euclidean: all move by one amount, then are cut to the bounds). */
export function nearestMixture(shares: readonly number[], { low, high }: ShareBounds): number[] {
  const movedBy = (shift: number): number[] =>
    shares.map((share, place) => Math.min(Math.max(share + shift, low[place] ?? 0), high[place] ?? 1));
  let [least, most] = [-1 - Math.max(...shares), 1 - Math.min(...shares)];
  for (let step = 0; step < 60; step++) {
    const middle = (least + most) / 2;
    if (sum(movedBy(middle)) < 1) least = middle;
    else most = middle;
  }
  return movedBy(most);
}

/** `count` mixtures, uniform over those that keep the bounds: random moves of share from one component to another. */
export function randomMixtures(bounds: ShareBounds, count: number, random: Random): number[][] {
  const components = bounds.low.length;
  const shares = nearestMixture(new Array<number>(components).fill(1 / components), bounds);
  const moves = 4 * components;
  return Array.from({ length: count }, () => {
    for (let move = 0; move < moves; move++) {
      const [from, to] = [random.below(components), random.below(components)];
      const [own, other] = [shares[from] ?? 0, shares[to] ?? 0];
      const most = Math.min(own - (bounds.low[from] ?? 0), (bounds.high[to] ?? 1) - other);
      const least = -Math.min((bounds.high[from] ?? 1) - own, other - (bounds.low[to] ?? 0));
      if (from === to || most < least) continue;
      const moved = least + random.share() * (most - least);
      shares[from] = own - moved;
      shares[to] = other + moved;
    }
    return [...shares];
  });
}

/** The mixture in steps of 0.1 %, its shares summing to 1 exactly: what was cut off goes to those that lost most. */
export function roundedMixture(shares: readonly number[]): number[] {
  const thousandths = shares.map((share) => Math.max(0, share * 1000));
  const whole = thousandths.map((share) => Math.floor(share + tolerance));
  const order = thousandths
    .map((share, place) => ({ place, lost: share - (whole[place] ?? 0) }))
    .sort((a, b) => b.lost - a.lost || a.place - b.place);
  const missing = 1000 - sum(whole);
  for (const { place } of order.slice(0, Math.max(0, missing))) whole[place] = (whole[place] ?? 0) + 1;
  return whole.map((share) => share / 1000);
}

/** Half of the sum of absolute differences: the share that has to move to make one mixture of the other, 0–1. */
export function mixtureDistance(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((share, place) => Math.abs(share - (b[place] ?? 0)))) / 2;
}
