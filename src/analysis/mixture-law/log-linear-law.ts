import { choleskyFactor, quadraticForm, solveByCholesky } from "../least-squares/cholesky.ts";
import { type LeastSquaresFit, levenbergMarquardt } from "../least-squares/levenberg-marquardt.ts";
import { crossProduct, dot, transposedTimes } from "../least-squares/vectors.ts";
import type { FittedLaw, LawData } from "./law.ts";

/**
 * L(r) = c + exp(Σ tⱼ·rⱼ), the data mixing law of Ye et al. 2024 (arXiv 2403.16952). Their factor k is in the exponents:
 * because shares sum to 1, k·exp(Σ tⱼ·rⱼ) is exp(Σ (tⱼ + ln k)·rⱼ), and the two cannot be told apart.
 */
export interface LogLinearLaw extends FittedLaw {
  readonly kind: "log-linear";
  /** c: the loss that no mixture gets below. */
  readonly constant: number;
  readonly exponents: readonly number[];
  /** Whether the data bend: where not, c lies at its bound and the law is a line within half a percent of their range. */
  readonly curved: boolean;
}

/** How far c may lie below the least loss, in ranges of the losses. Beyond, the law is a line to the eye of any data. */
const furthest = 20;
/**
 * How far above c, in ranges of the losses, the law may be for one component alone. Where noise is all there is, these
 * bounds keep the exponents from running away; beyond them a law says the same to the eye of any data.
 */
const heights = { least: 1e-20, most: 100 };
/** Starting points of c, in ranges of the losses below the least. */
const starts = [0.05, 0.3, 1, 4, furthest];

/**
 * The log-linear law by least squares: the best minimum of several starts of c (the exponents start from a weighted
 * regression of ln(L − c)), or with `near` of one start from a law of similar data beside one of these. Undefined where the mixtures do not tell the components apart.
 */
export function fitLogLinearLaw(data: LawData, near?: LogLinearLaw): LogLinearLaw | undefined {
  const { shares, losses } = data;
  if (choleskyFactor(crossProduct(shares)) === undefined) return undefined;
  const least = Math.min(...losses);
  const range = Math.max(...losses) - least;
  const components = shares[0]?.length ?? 0;
  if (range <= 1e-12 * Math.abs(least)) {
    return lawOf({ parameters: [least - 1, ...zeros(components)], sumOfSquares: 0, free: [] }, data);
  }
  const offsets = near === undefined ? starts : [1];
  const from = offsets.map((offset) => startAt(least - offset * range, data));
  if (near !== undefined) from.push([near.constant, ...near.exponents]);
  const ofAll = (height: number): number[] => new Array<number>(components).fill(Math.log(height * range));
  const lower = [least - furthest * range, ...ofAll(heights.least)];
  const upper = [Infinity, ...ofAll(heights.most)];
  const model = {
    residuals: ([constant = 0, ...exponents]: readonly number[]) =>
      shares.map((row, arm) => constant + Math.exp(dot(exponents, row)) - (losses[arm] ?? 0)),
    jacobian: ([, ...exponents]: readonly number[]) => shares.map((row) => derivatives(exponents, row)),
  };
  let best: LeastSquaresFit | undefined;
  for (const start of from) {
    const fit = levenbergMarquardt(model, start, { lower, upper, iterations: near === undefined ? 100 : 30 });
    if (best === undefined || fit.sumOfSquares < best.sumOfSquares) best = fit;
  }
  return best && lawOf(best, data);
}

function lawOf({ parameters, free }: LeastSquaresFit, { shares }: LawData): LogLinearLaw {
  const [constant = 0, ...exponents] = parameters;
  const rows = shares.map((row) => {
    const all = derivatives(exponents, row);
    return free.map((place) => all[place] ?? 0);
  });
  const factor = choleskyFactor(crossProduct(rows));
  const steepness = (row: readonly number[]): number => Math.exp(dot(exponents, row));
  return {
    kind: "log-linear",
    constant,
    exponents,
    curved: free.includes(0),
    leverage: rows.map((row) => (factor === undefined ? 1 : quadraticForm(factor, row))),
    parameters: free.length,
    predict: (row) => constant + steepness(row),
    slopes: (row) => {
      const scale = steepness(row);
      return exponents.map((exponent) => exponent * scale);
    },
  };
}

function derivatives(exponents: readonly number[], row: readonly number[]): number[] {
  const scale = Math.exp(dot(exponents, row));
  return [1, ...row.map((share) => share * scale)];
}

/** Exponents for a given c: regression of ln(L − c), weighted so that errors count as errors of L. */
function startAt(constant: number, { shares, losses }: LawData): number[] {
  const heights = losses.map((loss) => Math.max(loss - constant, Number.MIN_VALUE));
  const weights = heights.map((height) => height ** 2);
  const factor = choleskyFactor(crossProduct(shares, weights));
  const right = transposedTimes(
    shares,
    heights.map((height, arm) => (weights[arm] ?? 0) * Math.log(height)),
  );
  return [constant, ...(factor === undefined ? zeros(shares[0]?.length ?? 0) : solveByCholesky(factor, right))];
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}
