/** Σ aᵢ·bᵢ over the elements of `a`. */
export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** Σ of the values. */
export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Mean of the values; NaN of none. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Variance with n − 1 in the denominator; 0 of fewer than two values. */
export function sampleVariance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}

/** AᵀA of a matrix given by its rows, each weighted by `weights` where there are any. */
export function crossProduct(rows: readonly (readonly number[])[], weights?: readonly number[]): number[][] {
  const size = rows[0]?.length ?? 0;
  const product = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const [place, row] of rows.entries()) {
    const weight = weights?.[place] ?? 1;
    for (const [i, target] of product.entries()) {
      const left = weight * (row[i] ?? 0);
      if (left === 0) continue;
      for (let j = 0; j <= i; j++) target[j] = (target[j] ?? 0) + left * (row[j] ?? 0);
    }
  }
  return product.map((row, i) => row.map((value, j) => (j <= i ? value : (product[j]?.[i] ?? 0))));
}

/** Aᵀb of a matrix given by its rows. */
export function transposedTimes(rows: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const result = new Array<number>(rows[0]?.length ?? 0).fill(0);
  for (const [place, row] of rows.entries()) {
    const factor = vector[place] ?? 0;
    for (let j = 0; j < result.length; j++) result[j] = (result[j] ?? 0) + factor * (row[j] ?? 0);
  }
  return result;
}
