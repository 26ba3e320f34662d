import assert from "node:assert/strict";
import { join } from "node:path";
import { Buckets } from "../../../src/corpus/dedup/buckets.ts";
import { temporaryFolder } from "../temporary-folder.ts";

describe("buckets on disk", () => {
  const folder = temporaryFolder();

  it("give the documents that share a key, whether all are sorted at once or a range of keys at a time", () => {
    folder.write("keep", "");
    const keys = Array.from({ length: 40_000 }, (_, document) => {
      const key = Math.imul(document % 29_989, 0x9e3779b1) >>> 0;
      // Keys that begin alike and end differently are different keys.
      return [key, document % 3 === 0 ? 1 : 2];
    });
    const expected = new Map<string, number[]>();
    for (const [document, key] of keys.entries()) {
      expected.set(key.join(), [...(expected.get(key.join()) ?? []), document]);
    }
    const shared = [...expected.values()].filter((documents) => documents.length > 1).sort(byFirst);
    for (const sortedBytes of [1e6, 1e5]) {
      const buckets = new Buckets(join(folder.path, "buckets"), 2, sortedBytes);
      for (const [document, key] of keys.entries()) buckets.add(document, key);
      assert.deepEqual([...buckets.shared()].map((bucket) => [...bucket]).sort(byFirst), shared);
      buckets.close();
    }
  });
});

function byFirst([one = 0]: number[], [other = 0]: number[]): number {
  return one - other;
}
