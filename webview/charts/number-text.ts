import type { MetricResult } from "../protocol.ts";

type Formatted = Pick<MetricResult, "unit" | "decimals">;

const minus = "\u2212";

/** A value of a metric as text, with its unit where that is short: "1.234", "62.5 %". */
export function valueText(value: number, metric: Formatted, decimals = metric.decimals): string {
  if (metric.unit === "share") return `${(value * 100).toFixed(decimals)}\u00a0%`.replace("-", minus);
  return value.toFixed(decimals).replace("-", minus);
}

/** A difference as text, with a sign: "+0.021", "−4.2 points". */
export function differenceText(value: number, metric: Formatted): string {
  const scaled = (value * (metric.unit === "share" ? 100 : 1)).toFixed(metric.decimals);
  return (Number(scaled) > 0 ? `+${scaled}` : Number(scaled) === 0 ? scaled.replace("-", "") : scaled).replace(
    "-",
    minus,
  );
}

/** "p < 0.001", "p = 0.032". */
export function pText(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
}

/** A share as a whole percentage, with a decimal where it needs one. */
export function shareText(share: number): string {
  return `${Number((share * 100).toFixed(1))}\u00a0%`;
}

/** Counts as people read them: 950, "12.5k", "400k", "1.2M", "3B". */
export function countText(count: number): string {
  const [divisor, suffix] = count >= 1e9 ? [1e9, "B"] : count >= 1e6 ? [1e6, "M"] : count >= 1e3 ? [1e3, "k"] : [1, ""];
  return `${Number((count / divisor).toPrecision(3))}${suffix}`;
}

/** Counts in full: "2,385". */
export function exactText(count: number): string {
  return count.toLocaleString("en");
}

/** "40 s", "3 min", "1 h 20 min". */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Amounts of data as people read them: "950 B", "12.5 kB", "3.4 GB". */
export function bytesText(bytes: number): string {
  const [divisor, unit] =
    bytes >= 1e9 ? [1e9, "GB"] : bytes >= 1e6 ? [1e6, "MB"] : bytes >= 1e3 ? [1e3, "kB"] : [1, "B"];
  return `${Number((bytes / divisor).toPrecision(3))}\u00a0${unit}`;
}

/** Floating-point operations as people read them: "14.6 GFLOPs", "3.2 PFLOPs". */
export function flopsText(flops: number): string {
  const prefixes = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];
  const place = flops < 1 ? 0 : Math.min(Math.floor(Math.log10(flops) / 3), prefixes.length - 1);
  return `${Number((flops / 1000 ** place).toPrecision(3))}\u00a0${prefixes[place]}FLOPs`;
}
