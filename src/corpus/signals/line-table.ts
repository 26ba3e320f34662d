/** The lines of a text in order. Arrays are scratch space: valid until the next call of `scanLines`. */
export interface LineTable {
  readonly count: number;
  /** Length of the longest line, in UTF-16 units without its line feed. */
  readonly longest: number;
  /** Units of all lines without their line feeds. */
  readonly characters: number;
  /** Where each line's content starts and ends in the text, without white space around it; equal for a blank line. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Two independent 32-bit hashes of each line's content. */
  readonly first: Uint32Array;
  readonly second: Uint32Array;
}

let starts = new Uint32Array(1 << 14);
let ends = new Uint32Array(1 << 14);
let first = new Uint32Array(1 << 14);
let second = new Uint32Array(1 << 14);

/** 0 where not asked for yet, 1 white space, 2 anything else. */
const kinds = new Uint8Array(0x10000);

/** Scans a text once. Lines end with a line feed; the last one need not. */
export function scanLines(text: string): LineTable {
  let count = 0;
  let longest = 0;
  let feeds = 0;
  let lineStart = 0;
  let start = -1;
  let end = 0;
  let a = 0;
  let b = 0;
  // The hashes up to the last unit that is not white space: those of the content.
  let contentA = 0;
  let contentB = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const unit = index < text.length ? text.charCodeAt(index) : 0x0a;
    if (unit === 0x0a) {
      if (index < text.length) feeds += 1;
      else if (lineStart === index) break;
      if (count === starts.length) grow();
      starts[count] = start === -1 ? index : start;
      ends[count] = start === -1 ? index : end;
      first[count] = contentA;
      second[count] = contentB;
      count += 1;
      if (index - lineStart > longest) longest = index - lineStart;
      lineStart = index + 1;
      start = -1;
      contentA = contentB = 0;
      continue;
    }
    let kind = kinds[unit] ?? 0;
    if (kind === 0) kinds[unit] = kind = kindOf(unit);
    if (start === -1) {
      if (kind === 1) continue;
      start = index;
      a = 0x811c9dc5;
      b = 0x9747b28c;
    }
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b + unit, 0x85ebca6b) ^ (b >>> 15);
    if (kind === 2) {
      end = index + 1;
      contentA = a;
      contentB = b;
    }
  }
  return { count, longest, characters: text.length - feeds, starts, ends, first, second };
}

function kindOf(unit: number): number {
  return /\s/u.test(String.fromCharCode(unit)) ? 1 : 2;
}

function grow(): void {
  starts = doubled(starts);
  ends = doubled(ends);
  first = doubled(first);
  second = doubled(second);
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
