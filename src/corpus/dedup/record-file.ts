import { closeSync, openSync, readSync, writeSync } from "node:fs";

const BUFFERED_BYTES = 1 << 16;

/**
 * Records of 32-bit numbers in a file, appended one after another and then read anywhere. What waits to be written is some 64 kB;
 * what is read often stays in the system's page cache, not in the process.
 */
export class RecordFile {
  private readonly descriptor: number;
  private readonly waiting: Uint32Array<ArrayBuffer>;
  private filled = 0;
  private written = 0;

  /** `longest` is the most numbers that are appended at once. The file is made, or made empty. */
  constructor(file: string, longest: number) {
    this.descriptor = openSync(file, "w+");
    this.waiting = new Uint32Array(Math.max(longest, BUFFERED_BYTES / 4));
  }

  /** Numbers that were appended so far. */
  get length(): number {
    return this.written + this.filled;
  }

  append(numbers: ArrayLike<number>): void {
    if (this.filled + numbers.length > this.waiting.length) this.flush();
    if (numbers.length > this.waiting.length) {
      this.write(Uint32Array.from(numbers));
      return;
    }
    this.waiting.set(numbers, this.filled);
    this.filled += numbers.length;
  }

  /** Fills `into` with the numbers from `start`; returns how many there were. */
  read(start: number, into: Uint32Array): number {
    if (start + into.length > this.written) this.flush();
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(this.descriptor, bytes, done, bytes.length - done, start * 4 + done);
      if (read === 0) break;
      done += read;
    }
    return done / 4;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private flush(): void {
    this.write(this.waiting.subarray(0, this.filled));
    this.filled = 0;
  }

  private write(numbers: Uint32Array): void {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    // A write may be cut short by a signal or a disk that fills up; the next one then says so.
    for (let done = 0; done < bytes.length;) done += writeSync(this.descriptor, bytes, done);
    this.written += numbers.length;
  }
}
