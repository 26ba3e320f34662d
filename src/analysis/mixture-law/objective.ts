import { sum } from "../least-squares/vectors.ts";
import type { MetricResult } from "../results.ts";
import { signOf } from "./metric-fit.ts";
import { UnfitOption } from "./unfit-option.ts";

/** What is optimised: a weighted mean of metrics of one kind. */
export interface Objective extends Pick<MetricResult, "unit" | "decimals" | "better"> {
  readonly title: string;
  readonly ids: readonly string[];
  /** They sum to 1. */
  readonly weights: readonly number[];
  readonly sign: 1 | -1;
}

/**
 * The objective that is asked for by metrics and weights; by default the plain mean of the bits per byte of all corpora, or
 * where there are none of the accuracies. Undefined where there is neither. Throws where a metric is unknown or units differ.
 */
export function chooseObjective(
  metrics: readonly MetricResult[],
  asked: readonly { readonly metric: string; readonly weight: number }[] = [],
): Objective | undefined {
  const wholes = metrics.filter(({ slice }) => slice === undefined);
  const ofKind = (kind: MetricResult["metric"]): { metric: MetricResult; weight: number }[] =>
    wholes.filter(({ metric }) => metric === kind).map((metric) => ({ metric, weight: 1 }));
  const bits = ofKind("bitsPerByte");
  const chosen =
    asked.length > 0
      ? asked.map(({ metric, weight }) => ({ metric: metricById(metrics, metric), weight }))
      : bits.length > 0
        ? bits
        : ofKind("accuracy");
  const [first, ...others] = chosen.map(({ metric }) => metric);
  if (first === undefined) return undefined;
  const odd = others.find(({ unit }) => unit !== first.unit);
  if (odd !== undefined) {
    throw new UnfitOption(
      `${first.id} is in ${first.unit} and ${odd.id} a ${odd.unit}: they have no mean; choose one kind`,
    );
  }
  const total = sum(chosen.map(({ weight }) => weight));
  return {
    title: titleOf(chosen.map(({ metric }) => metric)),
    ids: chosen.map(({ metric }) => metric.id),
    weights: chosen.map(({ weight }) => weight / total),
    unit: first.unit,
    decimals: first.unit === "share" ? 1 : 3,
    better: first.better,
    sign: signOf(first),
  };
}

function metricById(metrics: readonly MetricResult[], id: string): MetricResult {
  const found = metrics.find((metric) => metric.id === id);
  if (found === undefined) {
    throw new UnfitOption(`there is no metric "${id}"; there are ${metrics.map((metric) => metric.id).join(", ")}`);
  }
  return found;
}

function titleOf(metrics: readonly MetricResult[]): string {
  const [first] = metrics;
  if (metrics.length === 1) return first?.title ?? "";
  if (metrics.every(({ metric }) => metric === "bitsPerByte")) {
    return `Bits per byte: mean of ${metrics.map(({ corpus, slice }) => slice ?? corpus ?? "").join(", ")}`;
  }
  return `Mean of ${metrics.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)).join(", ")}`;
}
