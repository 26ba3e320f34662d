/** Buckets of hashed n-grams (Weinberger et al. 2009). */
export const HASH_BUCKETS = 2 ** 15;

/** What of a document is looked at: its beginning. Bounds the work whatever the document. */
const MOST_CHARACTERS = 20_000;
const CHARACTER_GRAM = 4;

/** Entries of a vector that are not 0, by ascending place. */
export interface SparseVector {
  readonly places: Int32Array;
  readonly values: Float32Array;
}

/**
 * The hashed n-grams of a text: words, pairs of words, and four characters, each bucket 1 + ln count with the sign of its hash,
 * of length 1 in all. Case and digits are kept apart from nothing: every digit is `0`, so that numbers do not count as words.
 */
export function hashedNgrams(text: string): SparseVector {
  const head = text.slice(0, MOST_CHARACTERS).replace(/\d/g, "0");
  const counts = new Map<number, number>();
  const count = (hash: number): void => {
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
  };
  let before = 0;
  for (const [word] of head.matchAll(/[\p{L}_$][\p{L}\d_$]*|\d+|[^\s\p{L}\d]/gu)) {
    const hash = hashText(word, 0x811c9dc5);
    count(hash);
    if (before !== 0) count(Math.imul(before ^ 0x5bd1e995, 0x01000193) ^ hash);
    before = hash;
  }
  const dense = head.replace(/[^\S\n]+/g, " ");
  for (let start = 0; start + CHARACTER_GRAM <= dense.length; start += 1) {
    count(hashRange(dense, start, start + CHARACTER_GRAM, 0x9747b28c));
  }
  return toVector(counts);
}

function toVector(counts: ReadonlyMap<number, number>): SparseVector {
  const buckets = new Map<number, number>();
  for (const [hash, times] of counts) {
    const mixed = finish(hash);
    const bucket = mixed & (HASH_BUCKETS - 1);
    const sign = (mixed & 0x80000000) === 0 ? 1 : -1;
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + sign * (1 + Math.log(times)));
  }
  const entries = [...buckets].filter(([, value]) => value !== 0).sort(([a], [b]) => a - b);
  const norm = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0)) || 1;
  return {
    places: Int32Array.from(entries, ([place]) => place),
    values: Float32Array.from(entries, ([, value]) => value / norm),
  };
}

function hashText(text: string, seed: number): number {
  return hashRange(text, 0, text.length, seed);
}

/** FNV-1a over UTF-16 units (Fowler, Noll, Vo). */
function hashRange(text: string, start: number, end: number, seed: number): number {
  let hash = seed;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** MurmurHash3's last step: FNV's low bits alone are poorly mixed. */
function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The cosine of two vectors of length 1. */
export function cosine(a: SparseVector, b: SparseVector): number {
  let sum = 0;
  let other = 0;
  for (let index = 0; index < a.places.length; index += 1) {
    const place = a.places[index] ?? 0;
    while (other < b.places.length && (b.places[other] ?? 0) < place) other += 1;
    if (b.places[other] === place) sum += (a.values[index] ?? 0) * (b.values[other] ?? 0);
  }
  return sum;
}
