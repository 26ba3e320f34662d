import { FileProblem } from "../file-problem.ts";

/**
 * `count` numbers of `width` bits in Parquet's hybrid of run lengths and bit packing (parquet-format, Encodings.md, "RLE"), which
 * dictionary indices and definition levels are written in. Throws a `FileProblem` where the bytes end before the numbers do.
 */
export function* runLengthNumbers(bytes: Uint8Array, width: number, count: number): Generator<number, undefined> {
  if (width > 32) throw new FileProblem(`numbers of ${String(width)} bits are none of Parquet's`);
  let left = count;
  let at = 0;
  while (left > 0) {
    const [header, start] = readLength(bytes, at);
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      at = start + Math.ceil(width / 8);
      const value = bitsAt(bytes, start, 0, width);
      for (let repeated = 0; repeated < length && left > 0; repeated += 1, left -= 1) yield value;
    } else {
      at = start + length * width;
      for (let index = 0; index < 8 * length && left > 0; index += 1, left -= 1) {
        yield bitsAt(bytes, start, index * width, width);
      }
    }
  }
}

/** A number in groups of seven bits, the lowest first (ULEB128), and where it ends. */
function readLength(bytes: Uint8Array, start: number): [value: number, end: number] {
  let value = 0;
  for (let at = start; at < start + 5; at += 1) {
    const byte = byteAt(bytes, at);
    value += (byte % 128) * 2 ** (7 * (at - start));
    if (byte < 128) return [value, at + 1];
  }
  throw new FileProblem("a run of numbers in it has no length");
}

/** `width` bits from a bit beyond a byte on, the lowest first. */
function bitsAt(bytes: Uint8Array, start: number, firstBit: number, width: number): number {
  let value = 0;
  for (let taken = 0; taken < width;) {
    const bit = firstBit + taken;
    const offset = bit % 8;
    const some = Math.min(8 - offset, width - taken);
    value += ((byteAt(bytes, start + Math.floor(bit / 8)) >> offset) % 2 ** some) * 2 ** taken;
    taken += some;
  }
  return value;
}

function byteAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw new FileProblem("a page of it ends before its numbers do");
  return byte;
}
