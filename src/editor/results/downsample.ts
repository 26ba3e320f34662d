import type { CurvePoints } from "../../../webview/protocol.ts";

/**
 * At most about `limit` points of a curve that keep its shape: the first, the last, and of each of limit / 2 stretches of
 * equal length the point of lowest and of highest loss, so that no spike is lost. Points without a finite loss are kept
 * where a stretch has no other. A curve of up to `limit` points comes back as it is.
 */
export function downsample(points: CurvePoints, limit: number): CurvePoints {
  const count = points.tokens.length;
  if (count <= limit) return points;
  const stretches = Math.max(1, Math.floor((limit - 2) / 2));
  const chosen = new Set([0, count - 1]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = Math.floor((stretch * count) / stretches);
    const end = Math.floor(((stretch + 1) * count) / stretches);
    for (const index of extremes(points.loss, start, end)) chosen.add(index);
  }
  const indices = [...chosen].sort((a, b) => a - b);
  return {
    tokens: at(points.tokens, indices),
    loss: at(points.loss, indices),
    gradientNorm: at(points.gradientNorm, indices),
    rate: at(points.rate, indices),
  };
}

/** Where `values` from `start` to before `end` are lowest and highest; `start` where none of them is finite. */
function extremes(values: readonly (number | null)[], start: number, end: number): readonly number[] {
  let lowest: number | undefined;
  let highest: number | undefined;
  for (let index = start; index < end; index++) {
    const value = values[index] ?? null;
    if (value === null) continue;
    if (lowest === undefined || value < (values[lowest] ?? Infinity)) lowest = index;
    if (highest === undefined || value > (values[highest] ?? -Infinity)) highest = index;
  }
  return lowest === undefined || highest === undefined ? [start] : [lowest, highest];
}

function at<T>(values: readonly T[], indices: readonly number[]): T[] {
  return indices.flatMap((index) => values.slice(index, index + 1));
}
