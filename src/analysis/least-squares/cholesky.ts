import { dot } from "./vectors.ts";

/** The lower triangle L with L·Lᵀ = A. */
export type CholeskyFactor = readonly (readonly number[])[];

/** Pivots below this share of their diagonal element count as zero. */
const singular = 1e-13;

/** Cholesky's factor of a symmetric matrix; undefined where it is not positive definite (to a relative 1e-13). */
export function choleskyFactor(matrix: readonly (readonly number[])[]): CholeskyFactor | undefined {
  const factor: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    for (let j = 0; j < i; j++) {
      const other = factor[j] ?? [];
      own.push(((row[j] ?? 0) - dot(own, other)) / (other[j] ?? NaN));
    }
    const pivot = (row[i] ?? 0) - dot(own, own);
    if (!(pivot > singular * (row[i] ?? 0))) return undefined;
    own.push(Math.sqrt(pivot));
    factor.push(own);
  }
  return factor;
}

/** x with A·x = b, where A has this factor. */
export function solveByCholesky(factor: CholeskyFactor, right: readonly number[]): number[] {
  const forward: number[] = [];
  for (const [i, row] of factor.entries()) forward.push(((right[i] ?? 0) - dot(forward, row)) / (row[i] ?? NaN));
  const solution = new Array<number>(factor.length).fill(0);
  for (let i = factor.length - 1; i >= 0; i--) {
    let rest = forward[i] ?? 0;
    for (let j = i + 1; j < factor.length; j++) rest -= (factor[j]?.[i] ?? 0) * (solution[j] ?? 0);
    solution[i] = rest / (factor[i]?.[i] ?? NaN);
  }
  return solution;
}

/** vᵀ·A⁻¹·v, where A has this factor. */
export function quadraticForm(factor: CholeskyFactor, vector: readonly number[]): number {
  const forward: number[] = [];
  for (const [i, row] of factor.entries()) forward.push(((vector[i] ?? 0) - dot(forward, row)) / (row[i] ?? NaN));
  return dot(forward, forward);
}
