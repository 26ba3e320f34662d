import type { MixtureLaw } from "./law.ts";
import { nearestMixture, type ShareBounds } from "./share-bounds.ts";

/** The law of a weighted mean of metrics. */
export function weightedLaw(laws: readonly MixtureLaw[], weights: readonly number[]): MixtureLaw {
  return {
    predict: (shares) => laws.reduce((total, law, place) => total + (weights[place] ?? 0) * law.predict(shares), 0),
    slopes: (shares) => {
      const total = new Array<number>(shares.length).fill(0);
      for (const [place, law] of laws.entries()) {
        const slopes = law.slopes(shares);
        for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + (weights[place] ?? 0) * (slopes[i] ?? 0);
      }
      return total;
    },
  };
}

const mostMoves = 2000;
const small = 1e-10;

/**
 * The mixture within the bounds for which a convex law predicts the lowest loss. Share goes from the component where it
 * hurts most to the one where it helps most, as far as that helps, until no move does (the minimum is global, because law
 * and bounds are convex). Of a single log-linear law, which falls with Σ tⱼ·rⱼ, it is a corner of the bounds.
 */
export function bestMixture(law: MixtureLaw, bounds: ShareBounds): number[] {
  const components = bounds.low.length;
  const shares = nearestMixture(new Array<number>(components).fill(1 / components), bounds);
  for (let move = 0; move < mostMoves; move++) {
    const slopes = law.slopes(shares);
    const pair = steepestPair(slopes, shares, bounds);
    if (pair === undefined) break;
    const { from, to, most } = pair;
    const amount = bestAmount(law, shares, from, to, most, (slopes[to] ?? 0) - (slopes[from] ?? 0));
    moveShare(shares, from, to, amount);
    if (amount < small) break;
  }
  return shares;
}

interface Pair {
  readonly from: number;
  readonly to: number;
  /** What the bounds let move. */
  readonly most: number;
}

function steepestPair(slopes: readonly number[], shares: readonly number[], bounds: ShareBounds): Pair | undefined {
  let [from, to] = [-1, -1];
  for (const [place, slope] of slopes.entries()) {
    const share = shares[place] ?? 0;
    if (share > (bounds.low[place] ?? 0) + small && (from < 0 || slope > (slopes[from] ?? 0))) from = place;
    if (share < (bounds.high[place] ?? 1) - small && (to < 0 || slope < (slopes[to] ?? 0))) to = place;
  }
  const gain = (slopes[from] ?? 0) - (slopes[to] ?? 0);
  const scale = Math.max(...slopes.map(Math.abs));
  if (from < 0 || to < 0 || !(gain > 1e-9 * scale)) return undefined;
  const most = Math.min((shares[from] ?? 0) - (bounds.low[from] ?? 0), (bounds.high[to] ?? 1) - (shares[to] ?? 0));
  return { from, to, most };
}

/** How much share to move: where the slope along the move, `slope` (negative) at its start, is zero, by the Illinois method. */
function bestAmount(
  law: MixtureLaw,
  shares: readonly number[],
  from: number,
  to: number,
  most: number,
  slope: number,
): number {
  const slopeAt = (amount: number): number => {
    const moved = [...shares];
    moveShare(moved, from, to, amount);
    const slopes = law.slopes(moved);
    return (slopes[to] ?? 0) - (slopes[from] ?? 0);
  };
  let [low, high, slopeLow, slopeHigh] = [0, most, slope, slopeAt(most)];
  if (slopeHigh <= 0) return most;
  for (let step = 0; step < 40 && high - low > small; step++) {
    const middle = low - (slopeLow * (high - low)) / (slopeHigh - slopeLow);
    const there = slopeAt(middle);
    if (there === 0) return middle;
    if (there < 0) {
      [low, slopeLow] = [middle, there];
      slopeHigh /= 2;
    } else {
      [high, slopeHigh] = [middle, there];
      slopeLow /= 2;
    }
  }
  return (low + high) / 2;
}

function moveShare(shares: number[], from: number, to: number, amount: number): void {
  shares[from] = (shares[from] ?? 0) - amount;
  shares[to] = (shares[to] ?? 0) + amount;
}
