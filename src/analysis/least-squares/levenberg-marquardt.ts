import { choleskyFactor, solveByCholesky } from "./cholesky.ts";
import { crossProduct, dot, transposedTimes } from "./vectors.ts";

/** What is minimised: the sum of squared residuals. */
export interface LeastSquaresModel {
  /** Residuals (model minus data) at the parameters. */
  residuals(parameters: readonly number[]): readonly number[];
  /** Derivatives of the residuals by the parameters, a row for each residual. */
  jacobian(parameters: readonly number[]): readonly (readonly number[])[];
}

export interface LeastSquaresFit {
  readonly parameters: readonly number[];
  readonly sumOfSquares: number;
  /** Places of the parameters that are not held by their bound. */
  readonly free: readonly number[];
}

export interface LeastSquaresOptions {
  /** The least and the largest value of each parameter; infinite where left out. */
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
  readonly iterations?: number;
}

/** An iteration that takes off less than this share of the sum of squares is the last. */
const enough = 1e-9;
const strongestDamping = 1e12;

/**
 * The minimum that Levenberg's and Marquardt's method reaches from `start` (Marquardt 1963: damping in proportion to the
 * diagonal of JᵀJ). A parameter at its bound is left out of a step that would take it beyond.
 */
export function levenbergMarquardt(
  model: LeastSquaresModel,
  start: readonly number[],
  { lower = [], upper = [], iterations = 100 }: LeastSquaresOptions = {},
): LeastSquaresFit {
  const bounded = (values: readonly number[]): number[] =>
    values.map((value, i) => Math.min(Math.max(value, lower[i] ?? -Infinity), upper[i] ?? Infinity));
  const isHeld = (slope: number, value: number, place: number): boolean =>
    slope > 0 ? value <= (lower[place] ?? -Infinity) : value >= (upper[place] ?? Infinity);
  let parameters = bounded(start);
  let residuals = model.residuals(parameters);
  let sumOfSquares = dot(residuals, residuals);
  let free = parameters.map((_, place) => place);
  let damping = 1e-3;
  for (let iteration = 0; iteration < iterations && sumOfSquares > 0; iteration++) {
    const jacobian = model.jacobian(parameters);
    const slope = transposedTimes(jacobian, residuals);
    free = slope.flatMap((value, place) => (isHeld(value, parameters[place] ?? 0, place) ? [] : [place]));
    const normal = crossProduct(jacobian.map((row) => free.map((place) => row[place] ?? 0)));
    const right = free.map((place) => -(slope[place] ?? 0));
    let better: { parameters: number[]; residuals: readonly number[]; sumOfSquares: number } | undefined;
    while (better === undefined && damping < strongestDamping) {
      const step = dampedStep(normal, right, damping);
      const next = [...parameters];
      if (step !== undefined) free.forEach((place, i) => (next[place] = (next[place] ?? 0) + (step[i] ?? 0)));
      const there = bounded(next);
      const theirs = model.residuals(there);
      const squares = dot(theirs, theirs);
      if (step !== undefined && squares <= sumOfSquares) {
        better = { parameters: there, residuals: theirs, sumOfSquares: squares };
        damping = Math.max(damping / 10, 1e-12);
      } else damping *= 10;
    }
    if (better === undefined) break;
    const gain = sumOfSquares - better.sumOfSquares;
    const before = sumOfSquares;
    ({ parameters, residuals, sumOfSquares } = better);
    if (gain <= enough * before) break;
  }
  return { parameters, sumOfSquares, free };
}

function dampedStep(
  normal: readonly (readonly number[])[],
  right: readonly number[],
  damping: number,
): number[] | undefined {
  const largest = Math.max(...normal.map((row, i) => row[i] ?? 0));
  const damped = normal.map((row, i) =>
    row.map((value, j) => (i === j ? value + damping * Math.max(value, 1e-10 * largest) : value)),
  );
  const factor = choleskyFactor(damped);
  return factor && solveByCholesky(factor, right);
}
