import { logGamma } from "./incomplete-beta.ts";
import { criticalT } from "./student-t.ts";

/** Points of the integral over the deviation that a sample shows; the result has six digits. */
const POINTS = 800;

/**
 * The chance that a paired t test over `seeds` (two at least) finds a difference of `effect` at the two-sided level `alpha`, where
 * paired differences have the standard deviation `deviation`: the tail of the noncentral t distribution, as the mean of the
 * normal one over the deviation that is measured.
 */
export function pairedPower(seeds: number, effect: number, deviation: number, alpha: number): number {
  const degrees = seeds - 1;
  const shift = (Math.abs(effect) / deviation) * Math.sqrt(seeds);
  const threshold = criticalT(alpha, degrees);
  // u = s / σ has density ∝ u^(degrees − 1) · exp(−degrees · u² / 2); its spread is about 1 / √(2 · degrees).
  const spread = 1 / Math.sqrt(2 * degrees);
  const from = Math.max(0, 1 - 9 * spread);
  const to = 1 + 9 * spread;
  const step = (to - from) / POINTS;
  let sum = 0;
  for (let point = 0; point <= POINTS; point++) {
    const u = from + point * step;
    const weight = point === 0 || point === POINTS ? 1 : point % 2 === 1 ? 4 : 2;
    const found = normalBelow(shift - threshold * u) + normalBelow(-shift - threshold * u);
    sum += weight * densityOfDeviation(u, degrees) * found;
  }
  return Math.min(1, (sum * step) / 3);
}

/** The fewest seeds of which `pairedPower` is at least `power`; undefined where that is more than `most`. */
export function seedsNeeded(
  effect: number,
  deviation: number,
  { alpha, power, most }: { readonly alpha: number; readonly power: number; readonly most: number },
): number | undefined {
  for (let seeds = 2; seeds <= most; seeds++) if (pairedPower(seeds, effect, deviation, alpha) >= power) return seeds;
  return undefined;
}

function densityOfDeviation(u: number, degrees: number): number {
  if (u === 0) return degrees === 1 ? 2 / Math.sqrt(2 * Math.PI) : 0;
  const constant = Math.LN2 + (degrees / 2) * Math.log(degrees / 2) - logGamma(degrees / 2);
  return Math.exp(constant + (degrees - 1) * Math.log(u) - (degrees * u * u) / 2);
}

/** P(Z ≤ x) of the standard normal distribution, by its power series (Marsaglia 2004). */
function normalBelow(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let sum = x;
  let term = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
