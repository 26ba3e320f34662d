import { incompleteBeta } from "./incomplete-beta.ts";

/** P(|T| ≥ |t|) for Student's t with `degrees` > 0 degrees of freedom (not necessarily a whole number). */
export function twoSidedP(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/**
 * The t that |T| exceeds with probability `alpha` (0 < alpha < 1): the half width of a 1 − alpha interval in standard
 * errors. Found by bisection on `twoSidedP`, to a relative 1e-13.
 */
export function criticalT(alpha: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (twoSidedP(high, degrees) > alpha) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (twoSidedP(middle, degrees) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
