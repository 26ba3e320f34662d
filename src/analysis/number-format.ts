import type { ArmEstimate, MetricResult } from "./results.ts";

type Formatted = Pick<MetricResult, "unit" | "decimals">;

/** Minus is U+2212 and the space before % does not break, as typeset numbers have them. */
const minus = "\u2212";
export const percentSign = "\u00a0%";

/**
 * Decimals worth showing: two figures of the median half width of the intervals, at least 1 and at most 3 (for shares,
 * of the percentage, at most 1).
 */
export function decimalsFor(arms: readonly ArmEstimate[], unit: MetricResult["unit"]): number {
  const scale = unit === "share" ? 100 : 1;
  const widths = arms.map((arm) => ((arm.difference?.high ?? arm.high) - (arm.difference?.low ?? arm.low)) / 2);
  const positive = widths.filter((width) => width > 0).sort((a, b) => a - b);
  const median = positive[Math.floor(positive.length / 2)];
  const most = unit === "share" ? 1 : 3;
  if (median === undefined) return most;
  return Math.min(Math.max(1 - Math.floor(Math.log10(median * scale)), unit === "share" ? 0 : 1), most);
}

/** A value of a metric without its unit: "1.234"; shares as percentages: "62.5". */
export function formatValue(value: number, metric: Formatted): string {
  return (value * (metric.unit === "share" ? 100 : 1)).toFixed(metric.decimals).replace("-", minus);
}

/** The same with a sign: "+0.021", "−4.2", "0.0". */
export function formatSigned(value: number, metric: Formatted): string {
  const text = formatValue(value, metric);
  return Number(text) > 0 ? `+${text}` : text;
}

/** A share as a whole percentage, with a decimal where it needs one: "50 %", "12.5 %". */
export function formatShare(share: number): string {
  return `${Number((share * 100).toFixed(1))}${percentSign}`;
}
