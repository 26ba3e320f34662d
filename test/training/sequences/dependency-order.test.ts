import assert from "node:assert/strict";
import { dependencyOrder } from "../../../src/training/sequences/dependency-order.ts";

describe("dependencyOrder", () => {
  it("puts each document after those that it depends on", () => {
    // 0 needs 1 and 2, 1 needs 2.
    assert.deepEqual(dependencyOrder([[1, 2], [2], []]), [2, 1, 0]);
  });

  it("goes on through a cycle with the one that waits for the fewest", () => {
    // 0 ↔ 1; 2 needs 0 and 1: either end of the cycle comes first, and what needs both last.
    assert.deepEqual(dependencyOrder([[1], [0], [0, 1]]), [0, 1, 2]);
    // 0 → 1 → 2 → 0, and 0 needs 3 as well: 3, then 1 (of the two that wait for one it is the first), 0 and 2 as they come free.
    assert.deepEqual(dependencyOrder([[1, 3], [2], [0], []]), [3, 0, 2, 1]);
    assert.deepEqual(dependencyOrder([[0]]), [0]);
  });

  it("keeps what belongs together together", () => {
    // 0 needs 3, 1 needs 2: two groups.
    assert.deepEqual(dependencyOrder([[3], [2], [], []]), [3, 0, 2, 1]);
  });

  it("survives a long chain and a large star", () => {
    const chain = Array.from({ length: 50_000 }, (_, index) => (index < 49_999 ? [index + 1] : []));
    assert.deepEqual(dependencyOrder(chain).slice(0, 2), [49_999, 49_998]);
    const star = Array.from({ length: 50_000 }, (_, index) => (index === 0 ? [] : [0]));
    assert.equal(dependencyOrder(star)[0], 0);
  });
});
