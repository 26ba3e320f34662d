import type { SparseVector } from "./features.ts";

/** Vectors over the features that occur in any of them, and where those stand among all. */
export interface OccurringFeatures {
  readonly vectors: readonly SparseVector[];
  readonly places: Int32Array;
}

/** Leaves out features that no vector has: their weights are 0 under any penalty, and training need not go over them. */
export function occurringFeatures(vectors: readonly SparseVector[], size: number): OccurringFeatures {
  const occurs = new Uint8Array(size);
  for (const { places } of vectors) for (const place of places) occurs[place] = 1;
  const places = Int32Array.from([...occurs.keys()].filter((place) => occurs[place] === 1));
  const index = new Int32Array(size);
  for (const [at, place] of places.entries()) index[place] = at;
  return {
    vectors: vectors.map((vector) => ({
      places: vector.places.map((place) => index[place] ?? 0),
      values: vector.values,
    })),
    places,
  };
}

/** Weights of the features that occur, as weights of all. */
export function spread(weights: Float64Array, { places }: OccurringFeatures, size: number): Float64Array {
  const all = new Float64Array(size);
  for (const [at, place] of places.entries()) all[place] = weights[at] ?? 0;
  return all;
}
