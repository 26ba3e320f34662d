import { isOutside } from "./explain/thresholds.ts";
import type { Inspection } from "./inspection.ts";

type Threshold = NonNullable<Inspection["thresholds"][string]>;

/**
 * An inspection as a page of text: the verdict, then every signal with its value, its contribution to the logarithm of the
 * quality and what it is measured against, those that cost most first, then the places they come from. `docs` says what a
 * signal that is no rule of the user's means, by its name.
 */
export function inspectionText(inspection: Inspection, docs: ReadonlyMap<string, string>): string {
  const { path, language, bytes, lines, kept, reason, quality, licence, licenceOrigin } = inspection;
  const facts = [
    language ?? "no language",
    ...(inspection.class === null ? [] : [inspection.class]),
    `${String(bytes)} bytes`,
    ...(lines === null ? [] : [`${String(lines)} lines`]),
    ...(licence === null ? [] : [`${licence} (from ${licenceOrigin ?? "nothing"})`]),
  ];
  return [
    path,
    facts.join(" · "),
    kept ? `Would be kept: ${reason}` : `Would be dropped: ${reason}`,
    quality === null
      ? "It has no quality: its content was not read."
      : `Quality ${quality.toFixed(3)} = exp(sum of contributions)`,
    ...signalTable(inspection, docs),
    ...placeLines(inspection),
    "",
  ].join("\n");
}

function signalTable(inspection: Inspection, docs: ReadonlyMap<string, string>): readonly string[] {
  const { signals, contributions, thresholds, ruleDocs } = inspection;
  const names = Object.keys(signals).sort((a, b) => (contributions[a] ?? 0) - (contributions[b] ?? 0));
  if (names.length === 0) return [];
  const rows = names.map((name) => [
    name,
    numberText(signals[name]),
    contributions[name]?.toFixed(3) ?? "",
    rangeText(thresholds[name]?.bounds),
    idealText(thresholds[name]),
    presetText(signals[name], thresholds[name]),
    docs.get(name) ?? ruleDocs[name] ?? "",
  ]);
  const table = [["signal", "value", "contribution", "kept within", "best within", "presets keep", ""], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length))) ?? [];
  const numeric = [1, 2];
  const aligned = table.map((row) =>
    row
      .map((cell, column) =>
        numeric.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      // A column in which nothing stands is left out.
      .filter((_, column) => rows.some((cells) => cells[column] !== ""))
      .join("  ")
      .trimEnd(),
  );
  return ["", ...aligned];
}

function placeLines({ spans, moreSpans }: Inspection): readonly string[] {
  if (spans.length === 0) return [];
  const more = moreSpans === 0 ? [] : [`  and ${String(moreSpans)} more`];
  const places = spans.map(
    ({ signal, line, column, note }) => `  ${String(line)}:${String(column)} ${signal}: ${note}`,
  );
  return ["", "Where they come from:", ...places, ...more];
}

function idealText(threshold: Threshold | undefined): string {
  const range = rangeText(threshold?.ideal);
  return range === "" ? "" : `${range} (${threshold?.source ?? ""})`;
}

/** What the presets keep; those that would drop the document are marked. */
function presetText(value: number | undefined, threshold: Threshold | undefined): string {
  return Object.entries(threshold?.presets ?? {})
    .map(
      ([preset, range]) => `${preset} ${rangeText(range)}${value !== undefined && isOutside(value, range) ? " ✗" : ""}`,
    )
    .join(", ");
}

/** A range of values as text: "≤ 100", "0.25 to 1"; empty where it has no end. */
export function rangeText(range: Threshold["bounds"]): string {
  const { min, max } = range ?? {};
  if (min === undefined) return max === undefined ? "" : `≤ ${numberText(max)}`;
  return max === undefined ? `≥ ${numberText(min)}` : `${numberText(min)} to ${numberText(max)}`;
}

/** A signal's value in four digits. */
export function numberText(value: number | undefined): string {
  return value === undefined ? "" : String(Number(value.toPrecision(4)));
}
