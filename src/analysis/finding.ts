import { formatValue } from "./number-format.ts";
import type { ArmEstimate, MetricResult } from "./results.ts";

type Named = Pick<MetricResult, "metric" | "title">;

/** What the arms did to one metric, in a sentence made by rule from the differences that are distinguishable. */
export function finding(metric: Omit<MetricResult, "finding">, baseline: string): string {
  const subject = metricName(metric);
  const compared = metric.arms.filter((arm) => arm.difference !== undefined);
  const told = compared.filter((arm) => arm.difference?.distinguishable === true);
  if (compared.length === 0) return `${subject} at ${baseline}`;
  if (told.length === 0) {
    const who = compared.length === 1 ? `${compared[0]?.arm ?? ""} is not` : "no arm is";
    return `${subject}: ${who} distinguishable from ${baseline}`;
  }

  const gap = (arm: ArmEstimate): string => formatGap(Math.abs(change(arm)), metric);
  const worse = told.filter((arm) => change(arm) > 0 === (metric.better === "lower"));
  const best = furthest(told.filter((arm) => !worse.includes(arm)));
  if (best !== undefined) {
    const extreme = metric.better === "lower" ? "lowest" : "highest";
    return `${subject} is ${extreme} at ${best.arm}, ${gap(best)} ${change(best) < 0 ? "below" : "above"} ${baseline}`;
  }
  const worst = furthest(worse);
  if (worst === undefined) return subject;
  if (worse.length === 1) return `${subject} is best at ${baseline}; ${worst.arm} is ${gap(worst)} worse`;
  const who = worse.length === compared.length ? "every other arm is" : `${worse.length} arms are`;
  return `${subject} is best at ${baseline}; ${who} worse, by up to ${gap(worst)} (${worst.arm})`;
}

/** The metric as a sentence names it: "Bits per byte on code", "Accuracy on knowledge". */
export function metricName(metric: Named): string {
  const [subject = "", measure = ""] = metric.title.split(": ");
  if (metric.metric === "bitsPerByte") return `${subject} on ${measure}`;
  return `${measure.charAt(0).toUpperCase()}${measure.slice(1)} on ${subject.charAt(0).toLowerCase()}${subject.slice(1)}`;
}

/** A difference's size with its unit: "0.71", "4.2 points". */
export function formatGap(size: number, metric: Pick<MetricResult, "unit" | "decimals">): string {
  return metric.unit === "share" ? `${formatValue(size, metric)} points` : formatValue(size, metric);
}

function change(arm: ArmEstimate): number {
  return arm.difference?.mean ?? 0;
}

function furthest(arms: readonly ArmEstimate[]): ArmEstimate | undefined {
  const bySize = [...arms].sort((a, b) => Math.abs(change(b)) - Math.abs(change(a)));
  return bySize[0];
}
