import { hashShingles, mix, type Shingles } from "./shingles.ts";

/** What a signature is made of. Signatures are comparable where both are equal. */
export interface SignatureSettings {
  /** Values of a signature. */
  readonly permutations: number;
  /** Tokens of a shingle. */
  readonly shingle: number;
  /** Texts of fewer tokens have no signature. */
  readonly minTokens: number;
}

/** What every document is measured by. Other settings take another look at the texts. */
export const MEASURED_SIGNATURE: SignatureSettings = { permutations: 256, shingle: 5, minTokens: 5 };

const GOLDEN_RATIO = 0x9e3779b9;

/**
 * The MinHash signature of a text: `permutations` values of 32 bits, little-endian. The share of places in which two signatures
 * are equal is an unbiased estimate of the Jaccard similarity of the sets of shingles. Null for a text that is too short.
 */
export function textSignature(
  text: string,
  { permutations, shingle, minTokens }: SignatureSettings,
): Uint8Array | null {
  const shingles = hashShingles(text, shingle);
  if (shingles.count === 0 || shingles.tokens < minTokens) return null;
  return new Uint8Array(signShingles(shingles, permutations).buffer);
}

/**
 * Fast similarity sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017): each round throws every shingle into one of the bins; a bin
 * keeps the least hash of the first round that reached it. It takes about max(n, k ln k) hashes for n shingles and k bins, where k
 * permutations take n·k, and estimates at least as well. After k rounds, which few shingles need, each bin that is left gets a
 * permutation of its own.
 */
export function signShingles(
  { count, hashes }: Pick<Shingles, "count" | "hashes">,
  bins: number,
): Uint32Array<ArrayBuffer> {
  const values = new Uint32Array(bins);
  /** The round that reached a bin, counted from 1; 0 for none. */
  const reached = new Uint16Array(bins);
  const scale = bins / 2 ** 32;
  let open = bins;
  for (let round = 1; open > 0 && round <= bins; round += 1) {
    const seed = Math.imul(round, GOLDEN_RATIO);
    for (let index = 0; index < count; index += 1) {
      const hash = mix(((hashes[index] ?? 0) + seed) | 0) >>> 0;
      const bin = Math.floor(hash * scale);
      const before = reached[bin] ?? 0;
      if (before === 0) {
        reached[bin] = round;
        values[bin] = hash;
        open -= 1;
      } else if (before === round && hash < (values[bin] ?? 0)) {
        values[bin] = hash;
      }
    }
  }
  for (let bin = 0; open > 0 && bin < bins; bin += 1) {
    if ((reached[bin] ?? 0) > 0) continue;
    const seed = Math.imul(bins + 1 + bin, GOLDEN_RATIO);
    let least = 0xffffffff;
    for (let index = 0; index < count; index += 1) {
      const hash = mix(((hashes[index] ?? 0) + seed) | 0) >>> 0;
      if (hash < least) least = hash;
    }
    values[bin] = least;
  }
  return values;
}

/** The estimate of the Jaccard similarity that two signatures of equal settings give: in [0,1]. */
export function estimatedJaccard(one: Uint32Array, other: Uint32Array): number {
  let equal = 0;
  for (let index = 0; index < one.length; index += 1) if (one[index] === other[index]) equal += 1;
  return equal / one.length;
}
