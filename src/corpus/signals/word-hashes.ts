/** The words of a text as hashes, in order. Arrays are scratch space: valid until the next call of `hashWords`. */
export interface WordHashes {
  readonly count: number;
  /** Two independent 32-bit hashes of each word: together they tell any two words of a document apart. */
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /** Length of each word in UTF-16 units. */
  readonly lengths: Uint32Array;
  readonly withLetter: number;
}

const WORD_UNIT = 1;
const LETTER_UNIT = 3;

/** 0 where not asked for yet, 4 where no part of a word. */
const kinds = new Uint8Array(0x10000);

function kindOf(unit: number): number {
  const character = String.fromCharCode(unit);
  // Half of a surrogate pair is neither letter nor mark on its own; letters beyond U+FFFF are words all the same.
  if (/\p{L}/u.test(character) || (unit >= 0xd800 && unit <= 0xdfff)) return LETTER_UNIT;
  return /[\p{M}\p{N}_]/u.test(character) ? WORD_UNIT : 4;
}

let first = new Uint32Array(1 << 16);
let second = new Uint32Array(1 << 16);
let lengths = new Uint32Array(1 << 16);

/** Words are runs of letters, marks, digits and `_`; capitals count as small letters. FNV-1a and a multiplicative hash. */
export function hashWords(text: string): WordHashes {
  const most = (text.length >> 1) + 1;
  if (first.length < most) {
    first = new Uint32Array(most);
    second = new Uint32Array(most);
    lengths = new Uint32Array(most);
  }
  let count = 0;
  let withLetter = 0;
  let length = 0;
  let letter = false;
  let a = 0;
  let b = 0;
  for (let index = 0; index <= text.length; index += 1) {
    let unit = index < text.length ? text.charCodeAt(index) : 0x20;
    let kind = kinds[unit] ?? 0;
    if (kind === 0) kinds[unit] = kind = kindOf(unit);
    if (kind !== 4) {
      if (unit >= 0x41 && unit <= 0x5a) unit += 0x20;
      if (length === 0) {
        a = 0x811c9dc5;
        b = 0x9747b28c;
        letter = false;
      }
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b + unit, 0x85ebca6b) ^ (b >>> 15);
      letter ||= kind === LETTER_UNIT;
      length += 1;
    } else if (length > 0) {
      first[count] = a;
      second[count] = b;
      lengths[count] = length;
      count += 1;
      if (letter) withLetter += 1;
      length = 0;
    }
  }
  return { count, first, second, lengths, withLetter };
}
