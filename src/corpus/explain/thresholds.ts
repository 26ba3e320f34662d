import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { Filter } from "../curate/filters.ts";
import type { Curve } from "../quality/desirability.ts";
import { PROFILES, profileOf } from "../quality/profiles.ts";

/** The values of a signal that a rule lets pass, both ends included. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** What a signal's value is measured against. */
export interface Threshold {
  /** Beyond it, the corpus drops the document; left out where no filter bounds the signal. */
  readonly bounds?: Range;
  /** Beyond it, the signal costs quality; left out where it does not count for the class. */
  readonly ideal?: Range;
  /** Whose thresholds the ideal range is made of. */
  readonly source?: string;
}

/** The thresholds of every signal that a filter bounds or that counts for documents of a class, and of `quality`. */
export function thresholdsOf(
  documentClass: DocumentClass,
  filters: readonly Filter[],
): Readonly<Record<string, Threshold>> {
  const thresholds: Record<string, Threshold> = {};
  for (const { signal, curve, source } of PROFILES[profileOf(documentClass)]) {
    const ideal = idealRange(curve);
    thresholds[signal] = { ...(Object.keys(ideal).length === 0 ? {} : { ideal }), source };
  }
  for (const filter of filters) {
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
