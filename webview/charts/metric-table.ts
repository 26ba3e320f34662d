import type { MetricResult } from "../protocol.ts";
import { differenceText, pText, valueText } from "./number-text.ts";

/** A metric as a table: an arm a row, with mean, interval, difference to the baseline and the value of each seed. */
export function metricTable(metric: MetricResult, baseline: string): { header: string[]; rows: string[][] } {
  const seeds = metric.arms[0]?.seeds ?? [];
  const header = [
    "arm",
    "mean",
    "95\u00a0% CI",
    `against ${baseline}`,
    "95\u00a0% CI of it",
    "p (Holm)",
    "distinguishable",
  ];
  const rows = metric.arms.map((arm) => {
    const { difference } = arm;
    const hasInterval = metric.intervalOver !== "nothing";
    return [
      arm.arm,
      valueText(arm.mean, metric),
      hasInterval ? `${valueText(arm.low, metric)} to ${valueText(arm.high, metric)}` : "–",
      difference === undefined ? "baseline" : differenceText(difference.mean, metric),
      difference === undefined || !hasInterval
        ? "–"
        : `${differenceText(difference.low, metric)} to ${differenceText(difference.high, metric)}`,
      difference?.p === undefined ? "–" : pText(difference.p).replace(/^p (= )?/, ""),
      difference === undefined ? "–" : difference.distinguishable ? "yes" : "no",
      ...arm.seeds.map((seed) => valueText(seed.value, metric)),
    ];
  });
  return { header: [...header, ...seeds.map((seed) => `seed ${seed.seed}`)], rows };
}
