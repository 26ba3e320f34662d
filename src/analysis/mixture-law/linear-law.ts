import { choleskyFactor, quadraticForm, solveByCholesky } from "../least-squares/cholesky.ts";
import { crossProduct, dot, transposedTimes } from "../least-squares/vectors.ts";
import type { FittedLaw, LawData } from "./law.ts";

/** L(r) = Σ βⱼ·rⱼ: each component adds in proportion to its share. */
export interface LinearLaw extends FittedLaw {
  readonly kind: "linear";
  /** The loss after training on one component alone, as the line has it. */
  readonly coefficients: readonly number[];
}

/**
 * The linear law by least squares, the check on the log-linear one (RegMix's linear regression; an intercept would say
 * nothing, because shares sum to 1). Undefined where the mixtures do not tell the components apart.
 */
export function fitLinearLaw({ shares, losses }: LawData): LinearLaw | undefined {
  const factor = choleskyFactor(crossProduct(shares));
  if (factor === undefined) return undefined;
  const coefficients = solveByCholesky(factor, transposedTimes(shares, losses));
  return {
    kind: "linear",
    coefficients,
    leverage: shares.map((row) => quadraticForm(factor, row)),
    parameters: coefficients.length,
    predict: (row) => dot(coefficients, row),
    slopes: () => coefficients,
  };
}
