import type { SparseVector } from "./features.ts";
import { HASH_BUCKETS } from "./features.ts";

/** Numbers that a document was measured by; a signal that does not apply is left out. */
export type Signals = Readonly<Partial<Record<string, number>>>;

/** How the signals become features: by their order, mean and standard deviation among the documents trained on. */
export interface SignalScale {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}

/** Values beyond are as good as these: one document out of the ordinary must not decide. */
const MOST_DEVIATIONS = 4;

/** Signals that vary, compressed by the signed logarithm ln(1 + |x|), with their mean and deviation. */
export function signalScales(documents: readonly Signals[]): SignalScale[] {
  const names = [...new Set(documents.flatMap((signals) => Object.keys(signals)))].sort();
  return names.flatMap((name) => {
    const values = documents.flatMap((signals) => signals[name] ?? []).map(compressed);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return deviation > 1e-9 ? [{ name, mean, deviation }] : [];
  });
}

/** The features of a document: hashed n-grams, then per signal its standardised value (0 where it does not apply). */
export function features(ngrams: SparseVector, signals: Signals, scales: readonly SignalScale[]): SparseVector {
  // As long as the n-grams' part where every signal is one deviation off.
  const share = 1 / Math.sqrt(Math.max(1, scales.length));
  const measured = scales.flatMap(({ name, mean, deviation }, index) => {
    const value = signals[name];
    if (value === undefined) return [];
    const deviations = (compressed(value) - mean) / deviation;
    const bounded = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, deviations));
    return [[HASH_BUCKETS + index, bounded * share] as const];
  });
  const places = new Int32Array(ngrams.places.length + measured.length);
  const values = new Float32Array(places.length);
  places.set(ngrams.places);
  values.set(ngrams.values);
  for (const [index, [place, value]] of measured.entries()) {
    places[ngrams.places.length + index] = place;
    values[ngrams.places.length + index] = value;
  }
  return { places, values };
}

function compressed(value: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value));
}
