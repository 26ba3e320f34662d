import type { DocumentClass } from "../../experiment/corpus-file.ts";
import { applicableFilters, type Filter } from "../curate/filters.ts";
import { PRESETS } from "../curate/presets/presets.ts";
import type { Curve } from "../quality/desirability.ts";
import { PROFILES, profileOf } from "../quality/profiles.ts";

/** The values of a signal that a rule lets pass, both ends included. */
export interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** What a signal's value is measured against. */
export interface Threshold {
  /** Beyond it, the corpus drops the document; left out where no filter bounds the signal. */
  readonly bounds?: Range;
  /** Beyond these, the presets of their names would drop it, whether the corpus has them or not. */
  readonly presets?: Readonly<Record<string, Range>>;
  /** Beyond it, the signal costs quality; left out where it does not count for the class. */
  readonly ideal?: Range;
  /** Whose thresholds the ideal range is made of. */
  readonly source?: string;
}

/** The thresholds of every signal that a filter or a preset bounds for a document, or that counts for its quality. */
export function thresholdsOf(
  document: { readonly class: DocumentClass; readonly language: string | null },
  filters: readonly Filter[],
): Readonly<Record<string, Threshold>> {
  const thresholds: Record<string, Threshold> = {};
  for (const { signal, curve, source } of PROFILES[profileOf(document.class)]) {
    const ideal = idealRange(curve);
    thresholds[signal] = { ...(Object.keys(ideal).length === 0 ? {} : { ideal }), source };
  }
  for (const [preset, { filters: published }] of Object.entries(PRESETS)) {
    for (const filter of applicableFilters(document, published)) {
      const { presets, ...rest } = thresholds[filter.signal] ?? {};
      const range = narrowed(presets?.[preset], filter);
      thresholds[filter.signal] = { ...rest, presets: { ...presets, [preset]: range } };
    }
  }
  for (const filter of applicableFilters(document, filters)) {
    const { bounds, ...rest } = thresholds[filter.signal] ?? {};
    thresholds[filter.signal] = { ...rest, bounds: narrowed(bounds, filter) };
  }
  return thresholds;
}

/** What two ranges have in common: several filters may bound one signal. */
function narrowed(range: Range | undefined, { min, max }: Pick<Filter, "min" | "max">): Range {
  const least = Math.max(range?.min ?? -Infinity, min ?? -Infinity);
  const most = Math.min(range?.max ?? Infinity, max ?? Infinity);
  return { ...(least === -Infinity ? {} : { min: least }), ...(most === Infinity ? {} : { max: most }) };
}

/** The values that a curve gives full desirability; an end beyond which it never falls is left out. */
function idealRange(curve: Curve): Range {
  const full = curve.flatMap(([value, worth], index) => (worth === 1 ? [{ value, index }] : []));
  const first = full[0];
  const last = full.at(-1);
  return {
    ...(first !== undefined && first.index > 0 ? { min: first.value } : {}),
    ...(last !== undefined && last.index < curve.length - 1 ? { max: last.value } : {}),
  };
}

/** Whether a value lies outside of a range. */
export function isOutside(value: number, range: Range | undefined): boolean {
  return value < (range?.min ?? -Infinity) || value > (range?.max ?? Infinity);
}
