import assert from "node:assert/strict";
import { orderedMap } from "../../../src/corpus/threads/ordered-map.ts";

async function* sizes(...values: readonly number[]): AsyncGenerator<number> {
  for (const value of values) yield await Promise.resolve(value);
}

/** The most that was under way at the same time, in items and in bytes. */
async function under(window: { readonly items: number; readonly bytes: number }): Promise<object> {
  const most = { items: 0, bytes: 0 };
  const now = { items: 0, bytes: 0 };
  const results: number[] = [];
  const mapped = orderedMap(sizes(5, 1, 1, 20, 1, 1, 1), { ...window, sizeOf: (size) => size }, async (size) => {
    now.items += 1;
    now.bytes += size;
    most.items = Math.max(most.items, now.items);
    most.bytes = Math.max(most.bytes, now.bytes);
    // Larger items take longer, so that results come in another order than they are asked for.
    for (let turn = 0; turn < 10 * size; turn += 1) await Promise.resolve();
    return size;
  });
  for await (const size of mapped) {
    results.push(size);
    now.items -= 1;
    now.bytes -= size;
  }
  assert.deepEqual(results, [5, 1, 1, 20, 1, 1, 1]);
  return most;
}

describe("mapping in order", () => {
  it("has no more under way than its window, but one item whatever its size", async () => {
    assert.deepEqual(await under({ items: 3, bytes: 100 }), { items: 3, bytes: 22 });
    assert.deepEqual(await under({ items: 3, bytes: 7 }), { items: 3, bytes: 20 });
    assert.deepEqual(await under({ items: 1, bytes: 100 }), { items: 1, bytes: 20 });
  });
});
