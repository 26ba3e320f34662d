import type { Random } from "../../stage/random.ts";

/**
 * Draws from a Dirichlet distribution: shares that sum to 1. Gamma variables are drawn in logarithms, because those of
 * small concentrations are too small for a double (Marsaglia and Tsang 2000, with U^(1/a) for concentrations below 1).
 */
export function drawDirichlet(random: Random, concentrations: readonly number[]): readonly number[] {
  const logarithms = concentrations.map((concentration) => logGamma(random, concentration));
  const largest = Math.max(...logarithms);
  const weights = logarithms.map((logarithm) => Math.exp(logarithm - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The logarithm of a gamma variable of scale 1. */
function logGamma(random: Random, shape: number): number {
  if (shape < 1) return logGamma(random, shape + 1) + Math.log(aboveZero(random)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = drawNormal(random);
    const v = (1 + c * normal) ** 3;
    if (v <= 0) continue;
    if (Math.log(aboveZero(random)) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/** A standard normal variable (Box and Muller 1958). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(aboveZero(random))) * Math.cos(2 * Math.PI * random.share());
}

/** Uniform in (0, 1]. */
function aboveZero(random: Random): number {
  return 1 - random.share();
}
