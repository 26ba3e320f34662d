/** The shingles of a text as hashes, in order, repetitions included. The array is scratch space: valid until the next call. */
export interface Shingles {
  readonly tokens: number;
  readonly count: number;
  /** The first `count` are the shingles. */
  readonly hashes: Uint32Array;
}

const SEPARATOR = 1;
const WORD = 2;
/** A character of a script that is written without spaces: a token of its own. */
const IDEOGRAPH = 3;

/** 0 where not asked for yet. */
const kinds = new Uint8Array(0x10000);

function kindOf(unit: number): number {
  const character = String.fromCharCode(unit);
  if (unit < 0x80) return /\w/.test(character) ? WORD : SEPARATOR;
  if (
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u.test(
      character,
    )
  )
    return IDEOGRAPH;
  // Half of a surrogate pair is no letter on its own; letters beyond U+FFFF are parts of words all the same.
  return /[\p{L}\p{M}\p{N}]/u.test(character) || (unit >= 0xd800 && unit <= 0xdfff) ? WORD : SEPARATOR;
}

/** One less than it is twice an odd number, so that a shingle whose tokens trade places gets another hash. */
const BASE = 0x85ebca6b;

let hashes = new Uint32Array(1 << 12);

/**
 * Hashes every sequence of `size` tokens. Tokens are what is left of a text split on `[^A-Za-z_0-9]` (BigCode's near
 * deduplication, Kocetkov et al. 2022), empty ones left out; so that other scripts are not passed over, their letters, marks and
 * digits are parts of tokens too, and characters of scripts without spaces are tokens. A text of fewer tokens has no shingle.
 *
 * A token's hash is FNV-1a with the finaliser of MurmurHash3; a shingle's is their polynomial modulo 2³², rolled along.
 */
export function hashShingles(text: string, size: number): Shingles {
  let highestPower = 1;
  for (let power = 0; power < size; power += 1) highestPower = Math.imul(highestPower, BASE);
  const window = new Int32Array(size);
  let slot = 0;
  let tokens = 0;
  let rolled = 0;
  let token = 0;
  let within = false;
  let count = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const unit = index < text.length ? text.charCodeAt(index) : 0x20;
    let kind = kinds[unit] ?? 0;
    if (kind === 0) kinds[unit] = kind = kindOf(unit);
    if (kind === WORD) {
      token = Math.imul((within ? token : 0x811c9dc5) ^ unit, 0x01000193);
      within = true;
      continue;
    }
    // A separator ends one token, an ideograph ends one and is one.
    for (let ended = within ? 0 : 1; ended < (kind === IDEOGRAPH ? 2 : 1); ended += 1) {
      const hash = mix(ended === 0 ? token : unit);
      rolled = (Math.imul(rolled, BASE) + hash - Math.imul(window[slot] ?? 0, highestPower)) | 0;
      window[slot] = hash;
      slot = slot + 1 === size ? 0 : slot + 1;
      tokens += 1;
      if (tokens < size) continue;
      if (count === hashes.length) hashes = enlarged(hashes);
      hashes[count] = rolled;
      count += 1;
    }
    within = false;
  }
  return { tokens, count, hashes };
}

/** The shingles of a text as a set: ascending hashes, each once. */
export function shingleSet(text: string, size: number): Uint32Array {
  const { count, hashes: all } = hashShingles(text, size);
  const sorted = all.slice(0, count).sort();
  let unique = 0;
  for (let index = 0; index < count; index += 1) {
    const hash = sorted[index] ?? 0;
    if (unique > 0 && sorted[unique - 1] === hash) continue;
    sorted[unique] = hash;
    unique += 1;
  }
  return sorted.subarray(0, unique);
}

/** The finaliser of MurmurHash3 (Appleby 2011): a permutation of the 32-bit integers in which every bit depends on every bit. */
export function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function enlarged(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
