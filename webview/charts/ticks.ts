import type { ScaleLinear } from "d3-scale";
import type { MetricResult } from "../protocol.ts";
import type { ValueMode } from "./metric-marks.ts";

/** Round values along an axis with their texts: differences signed, shares as percentages. */
export function axisTicks(
  scale: ScaleLinear<number, number>,
  count: number,
  metric: Pick<MetricResult, "unit">,
  mode: ValueMode,
): { value: number; text: string }[] {
  const values = scale.ticks(count);
  const factor = metric.unit === "share" ? 100 : 1;
  const step = (values[1] ?? 1) - (values[0] ?? 0);
  const decimals = Math.max(0, -Math.floor(Math.log10(step * factor) + 1e-9));
  return values.map((value) => {
    const number = (value * factor).toFixed(decimals);
    const sign = mode === "difference" && value > 0 ? "+" : "";
    const percent = metric.unit === "share" && mode === "measured" ? "\u00a0%" : "";
    return { value, text: `${sign}${number.replace(/^-(0(\.0*)?)$/, "$1").replace("-", "\u2212")}${percent}` };
  });
}
