import type { Results, TrainedShares } from "./results.ts";

/** Results as CSV (RFC 4180: CRLF, quotes where needed), one row per metric and arm, numbers at full precision. */
export function resultsCsv(results: Results): string {
  const header = [
    ...["metric_id", "title", "suite", "corpus", "slice", "metric", "unit", "better", "chance", "items", "clusters"],
    ...["arm", "tokens", ...results.corpora.map((corpus) => `share_${corpus}`)],
    ...results.corpora.flatMap((corpus) => [`byte_share_${corpus}`, `epochs_${corpus}`]),
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
        ...[estimate.arm, arm?.tokens, ...results.corpora.map((corpus) => arm?.mixture[corpus] ?? 0)],
        ...results.corpora.flatMap((corpus) => trainedFields(arm?.trained, corpus)),
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
function trainedFields(trained: TrainedShares | undefined, corpus: string): readonly (number | undefined)[] {
  if (trained === undefined) return [undefined, undefined];
  return [trained[corpus]?.byteShare ?? 0, trained[corpus]?.epochs ?? 0];
}

function csvField(value: string | number | boolean | undefined): string {
  const text = value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
