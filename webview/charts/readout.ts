import type { MetricResult } from "../protocol.ts";
import { differenceText, pText, valueText } from "./number-text.ts";

/** All that is known of an arm in a metric, in words: what a pointer or the keyboard cursor reads. */
export function readout(metric: MetricResult, armName: string, baseline: string): string {
  const arm = metric.arms.find((candidate) => candidate.arm === armName);
  if (arm === undefined) return "";
  const interval = (low: string, high: string): string =>
    metric.intervalOver === "nothing" ? "" : ` (95\u00a0% CI ${low} to ${high})`;
  const own = `${armName}: ${valueText(arm.mean, metric)}${interval(valueText(arm.low, metric), valueText(arm.high, metric))}`;
  const { difference } = arm;
  if (difference === undefined) return `${own}. This is the baseline.`;
  const points = metric.unit === "share" ? " points" : "";
  const change = `${differenceText(difference.mean, metric)}${points}${interval(differenceText(difference.low, metric), differenceText(difference.high, metric))}`;
  const verdict = difference.distinguishable ? "" : ", not distinguishable";
  return `${own}. Against ${baseline}: ${change}${difference.p === undefined ? "" : `, ${pText(difference.p)}`}${verdict}.`;
}
