import type { MetricResult } from "../protocol.ts";

/** Whether charts show values as measured or their differences to the baseline. */
export type ValueMode = "measured" | "difference";

/** What a chart draws for one arm. */
export interface Mark {
  readonly arm: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** One value per seed. */
  readonly seeds: readonly number[];
  /** `baseline`, or whether the arm can be told from it. */
  readonly kind: "baseline" | "distinguishable" | "indistinguishable";
}

/** The marks of a metric in the order of its arms. Differences pair the seeds of an arm with those of the baseline. */
export function marksOf(metric: MetricResult, mode: ValueMode): Mark[] {
  const baseline = metric.arms.find((arm) => arm.difference === undefined);
  return metric.arms.map(({ arm, mean, low, high, seeds, difference }) => {
    const kind =
      difference === undefined ? "baseline" : difference.distinguishable ? "distinguishable" : "indistinguishable";
    if (mode === "measured") return { arm, mean, low, high, seeds: seeds.map((seed) => seed.value), kind };
    const paired = seeds.map((seed, index) => seed.value - (baseline?.seeds[index]?.value ?? seed.value));
    return { arm, kind, mean: 0, low: 0, high: 0, ...difference, seeds: paired };
  });
}

/** Where the baseline lies: the value that the others are compared with. */
export function baselineValue(metric: MetricResult, mode: ValueMode): number | undefined {
  return mode === "difference" ? 0 : metric.arms.find((arm) => arm.difference === undefined)?.mean;
}

/** Values that a chart's axis has to reach, padded so that no mark touches an edge. */
export function paddedExtent(metric: MetricResult, mode: ValueMode): [number, number] {
  const values = marksOf(metric, mode).flatMap((mark) => [mark.low, mark.high, ...mark.seeds]);
  if (mode === "measured" && metric.chance !== undefined) values.push(metric.chance);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = high > low ? 0.07 * (high - low) : Math.abs(high) * 0.05 || 1;
  return [low - pad, high + pad];
}
