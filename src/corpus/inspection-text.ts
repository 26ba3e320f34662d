import { z } from "zod";

const numbers = z.record(z.string(), z.number());

/** What the engine's `inspection` event says of a file, as far as it is shown. */
export const inspectionSchema = z.object({
  path: z.string(),
  class: z.string(),
  language: z.string().nullable(),
  bytes: z.number(),
  lines: z.number().nullable(),
  kept: z.boolean(),
  reason: z.string(),
  quality: z.number().nullable(),
  signals: numbers,
  contributions: numbers,
});

export type ShownInspection = z.infer<typeof inspectionSchema>;

/**
 * An inspection as a page of text: the verdict, then every signal with its value and its contribution to the logarithm
 * of the quality, those that cost most first. `docs` says what a signal means, by its name.
 */
export function inspectionText(inspection: ShownInspection, docs: ReadonlyMap<string, string>): string {
  const { path, language, bytes, lines, kept, reason, quality, signals, contributions } = inspection;
  const facts = [
    language ?? "no language",
    inspection.class,
    `${String(bytes)} bytes`,
    ...(lines === null ? [] : [`${String(lines)} lines`]),
  ];
  const names = Object.keys(signals).sort((a, b) => (contributions[a] ?? 0) - (contributions[b] ?? 0));
  const rows = names.map((name) => [name, valueText(signals[name]), contributionText(contributions[name])] as const);
  const header = ["signal", "value", "contribution"] as const;
  const widths = [0, 1, 2].map((column) => Math.max(...[header, ...rows].map((row) => (row[column] ?? "").length)));
  const table = [header, ...rows].map(([name, value, contribution]) =>
    [
      name.padEnd(widths[0] ?? 0),
      value.padStart(widths[1] ?? 0),
      contribution.padStart(widths[2] ?? 0),
      docs.get(name) ?? "",
    ]
      .join("  ")
      .trimEnd(),
  );
  return [
    path,
    facts.join(" · "),
    kept ? `Would be kept: ${reason}` : `Would be dropped: ${reason}`,
    quality === null
      ? "It has no quality: its content was not read."
      : `Quality ${quality.toFixed(3)} = exp(sum of contributions)`,
    ...(rows.length === 0 ? [] : ["", ...table]),
    "",
  ].join("\n");
}

function valueText(value: number | undefined): string {
  return value === undefined ? "" : String(Number(value.toPrecision(4)));
}

function contributionText(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(3);
}
