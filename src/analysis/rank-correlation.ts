import { mean } from "./least-squares/vectors.ts";

/** Spearman's rank correlation, ties at their mean rank; undefined where one side is constant. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | undefined {
  const [left, right] = [ranks(a), ranks(b)];
  const [middleLeft, middleRight] = [mean(left), mean(right)];
  let [product, squaresLeft, squaresRight] = [0, 0, 0];
  for (const [place, rank] of left.entries()) {
    const [x, y] = [rank - middleLeft, (right[place] ?? NaN) - middleRight];
    product += x * y;
    squaresLeft += x * x;
    squaresRight += y * y;
  }
  const scale = Math.sqrt(squaresLeft * squaresRight);
  return scale > 0 ? product / scale : undefined;
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((value, place) => ({ value, place })).sort((a, b) => a.value - b.value);
  const result = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && order[last + 1]?.value === order[first]?.value) last++;
    for (const { place } of order.slice(first, last + 1)) result[place] = (first + last) / 2;
    first = last + 1;
  }
  return result;
}
