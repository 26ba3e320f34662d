import uPlot from "uplot";
import type { Curve } from "../protocol.ts";
import type { CurveMeasure } from "./curve-choices.ts";

/** Curves on one common axis of tokens, as uPlot wants them: x first, then a column per curve with gaps as null. */
export function alignedCurves(curves: readonly Curve[], measure: CurveMeasure): uPlot.AlignedData {
  if (curves.length === 0) return [[]];
  return uPlot.join(curves.map(({ points }) => [points.tokens, points[measure]]));
}

/** The value of a column at an index or, where it has none there, the nearest earlier one. */
export function valueAt(data: uPlot.AlignedData, column: number, index: number): number | undefined {
  for (let i = index; i >= 0; i--) {
    const value = data[column]?.[i];
    if (value !== null && value !== undefined) return value;
  }
  return undefined;
}

/** "2.314", "0.0012", "–" where there is none: four figures. */
export function figureText(value: number | undefined): string {
  if (value === undefined) return "–";
  const size = Math.abs(value);
  return size === 0 || (size >= 0.01 && size < 1000) ? value.toPrecision(4) : value.toExponential(2);
}
