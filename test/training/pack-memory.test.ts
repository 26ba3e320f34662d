import assert from "node:assert/strict";
import { packSizes, usableMemory } from "../../src/training/pack-memory.ts";

describe("the memory of packs", () => {
  it("decides how many arms are trained together, in packs that are as even as can be", () => {
    const memoryBytes = [10, 16, 22, 28, 34, 40, 46];
    assert.deepEqual(packSizes(memoryBytes, 46), [7]);
    assert.deepEqual(packSizes(memoryBytes, 30), [3, 4]);
    assert.deepEqual(packSizes(memoryBytes, 23), [2, 2, 3]);
    assert.deepEqual(packSizes(memoryBytes, 10), [1, 1, 1, 1, 1, 1, 1]);
    assert.deepEqual(packSizes(memoryBytes, 9), []);
  });

  it("leaves a tenth to others, a gibibyte at most, and heeds the user's limit", () => {
    assert.equal(usableMemory(1000), 900);
    assert.equal(usableMemory(64 * 2 ** 30), 63 * 2 ** 30);
    assert.equal(usableMemory(1000, 500), 500);
    assert.equal(usableMemory(1000, 2000), 900);
  });
});
