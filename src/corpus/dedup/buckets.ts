import { RecordFile } from "./record-file.ts";
import { sortedOrder } from "./sort-records.ts";

/** Most bytes of keys that are sorted at once; a file with more is sorted a range of keys at a time. */
const SORTED_BYTES = 128_000_000;
const BUFFERED_RECORDS = 4096;

/** Documents by a key of some 32-bit numbers, kept on disk: which documents have the same key is found by sorting. */
export class Buckets {
  private readonly file: RecordFile;
  /** Numbers of a record: the document's and those of its key. */
  private readonly width: number;
  private readonly record: Uint32Array;
  private readonly sortedBytes: number;

  /** `keyLength` is how many numbers a key has. `sortedBytes` bounds the memory that sorting takes. */
  constructor(file: string, keyLength: number, sortedBytes = SORTED_BYTES) {
    this.width = keyLength + 1;
    this.file = new RecordFile(file, this.width);
    this.record = new Uint32Array(this.width);
    this.sortedBytes = sortedBytes;
  }

  /** Documents are added in ascending order, each once at most. The first number of a key is to be evenly distributed. */
  add(document: number, key: ArrayLike<number>): void {
    this.record[0] = document;
    this.record.set(key, 1);
    this.file.append(this.record);
  }

  /** Every bucket of two documents or more, its documents ascending. */
  *shared(): Generator<Uint32Array> {
    const ranges = Math.max(1, Math.ceil((this.file.length * 4) / this.sortedBytes));
    for (let range = 0; range < ranges; range += 1) {
      yield* this.sharedOf(this.recordsOf(range, ranges));
    }
  }

  close(): void {
    this.file.close();
  }

  /** The records whose key begins with a number in one of so many equal ranges. */
  private recordsOf(range: number, ranges: number): Uint32Array {
    if (ranges === 1) {
      const all = new Uint32Array(this.file.length);
      this.file.read(0, all);
      return all;
    }
    let found = new Uint32Array(Math.ceil(this.file.length / ranges / this.width) * this.width);
    let filled = 0;
    const chunk = new Uint32Array(BUFFERED_RECORDS * this.width);
    for (let start = 0; start < this.file.length; start += chunk.length) {
      const read = this.file.read(start, chunk.subarray(0, Math.min(chunk.length, this.file.length - start)));
      for (let at = 0; at < read; at += this.width) {
        if (Math.floor(((chunk[at + 1] ?? 0) * ranges) / 2 ** 32) !== range) continue;
        if (filled === found.length) {
          const larger = new Uint32Array(found.length + Math.ceil(found.length / this.width / 8) * this.width);
          larger.set(found);
          found = larger;
        }
        found.set(chunk.subarray(at, at + this.width), filled);
        filled += this.width;
      }
    }
    return found.subarray(0, filled);
  }

  private *sharedOf(records: Uint32Array): Generator<Uint32Array> {
    const { width } = this;
    const order = sortedOrder(records, width, 1);
    const keyStart = (place: number): number => (order[place] ?? 0) * width + 1;
    let begin = 0;
    while (begin < order.length) {
      const first = records[keyStart(begin)];
      let end = begin + 1;
      while (end < order.length && records[keyStart(end)] === first) end += 1;
      if (end - begin > 1) yield* sameKeys(records, width, order.subarray(begin, end));
      begin = end;
    }
  }
}

/** Parts records whose keys begin with the same number by the rest of their keys. */
function* sameKeys(records: Uint32Array, width: number, run: Uint32Array): Generator<Uint32Array> {
  let rest = run;
  while (rest.length > 1) {
    const [first = 0] = rest;
    const same = rest.filter((record) => sameKey(records, width, first, record));
    if (same.length > 1) yield same.map((record) => records[record * width] ?? 0);
    // Nearly always nothing is left: keys that begin alike by chance are rare.
    rest =
      same.length === rest.length
        ? rest.subarray(0, 0)
        : rest.filter((record) => !sameKey(records, width, first, record));
  }
}

function sameKey(records: Uint32Array, width: number, one: number, other: number): boolean {
  for (let column = 2; column < width; column += 1) {
    if (records[one * width + column] !== records[other * width + column]) return false;
  }
  return true;
}
