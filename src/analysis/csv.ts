import { mixtureNames } from "./mixture-names.ts";
import type { Results, TrainedShares } from "./results.ts";

/** Results as CSV (RFC 4180: CRLF, quotes where needed), one row per metric and arm, numbers at full precision. */
export function resultsCsv(results: Results): string {
  const sources = mixtureNames(results.corpora, results.arms);
  const header = [
    ...["metric_id", "title", "suite", "corpus", "slice", "metric", "unit", "better", "chance", "items", "clusters"],
    ...["arm", "tokens", ...sources.map((source) => `share_${source}`)],
    ...sources.flatMap((source) => [`byte_share_${source}`, `epochs_${source}`]),
    ...["mean", "low", "high", "interval_over", ...results.seeds.map((seed) => `seed_${seed}`)],
    ...["difference", "difference_low", "difference_high", "difference_relative", "p_holm", "distinguishable"],
  ];
  const rows = results.metrics.flatMap((metric) =>
    metric.arms.map((estimate) => {
      const arm = results.arms.find((candidate) => candidate.name === estimate.arm);
      const { difference } = estimate;
      return [
        ...[metric.id, metric.title, metric.suite, metric.corpus, metric.slice, metric.metric, metric.unit],
        ...[metric.better, metric.chance, metric.items, metric.clusters],
        ...[estimate.arm, arm?.tokens, ...sources.map((source) => arm?.mixture[source] ?? 0)],
        ...sources.flatMap((source) => trainedFields(arm?.trained, source)),
        ...[estimate.mean, estimate.low, estimate.high, metric.intervalOver],
        ...results.seeds.map((seed) => estimate.seeds.find((value) => value.seed === seed)?.value),
        ...[difference?.mean, difference?.low, difference?.high, difference?.relative, difference?.p],
        difference?.distinguishable,
      ];
    }),
  );
  return [header, ...rows].map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}

/** Share of the bytes and epochs; empty where they were not counted. */
function trainedFields(trained: TrainedShares | undefined, source: string): readonly (number | undefined)[] {
  if (trained === undefined) return [undefined, undefined];
  return [trained[source]?.byteShare ?? 0, trained[source]?.epochs ?? 0];
}

function csvField(value: string | number | boolean | undefined): string {
  const text = value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
