import assert from "node:assert/strict";
import { runLengthNumbers } from "../../../src/corpus/sources/tables/parquet/run-lengths.ts";

describe("Parquet's hybrid of run lengths and bit packing", () => {
  it("packs the numbers 0 to 7 as its specification shows", () => {
    // parquet-format, Encodings.md: 3 bits each make 10001000 11000110 11111010; the header is one group of eight, bit-packed.
    const packed = Uint8Array.of(3, 0b10001000, 0b11000110, 0b11111010);
    assert.deepEqual([...runLengthNumbers(packed, 3, 8)], [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("repeats a number, and has no more than are asked for", () => {
    // 100 times 300, in two bytes; then eight numbers of one bit would follow.
    const repeated = Uint8Array.of(0b11001000, 1, 0x2c, 1);
    assert.deepEqual([...runLengthNumbers(repeated, 9, 3)], [300, 300, 300]);
    assert.throws(() => [...runLengthNumbers(repeated, 9, 101)], /ends before its numbers do|has no length/);
  });
});
