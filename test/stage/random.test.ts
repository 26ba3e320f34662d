import assert from "node:assert/strict";
import { Random } from "../../src/stage/random.ts";

describe("random numbers", () => {
  it("are SplitMix64's", () => {
    // The published sequence of seed 1234567 (rosettacode.org, "Pseudo-random numbers/Splitmix64").
    const random = new Random(1234567n);
    const numbers = Array.from({ length: 5 }, () => random.next());
    assert.deepEqual(numbers, [
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });

  it("shuffle without loss, each order about equally often", () => {
    const counts = new Map<string, number>();
    const random = Random.of("a key", 1);
    for (let index = 0; index < 6000; index += 1) {
      const order = random.shuffled(["a", "b", "c"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    // 1000 of each of the six orders are expected; the standard deviation is √(6000·1/6·5/6) = 28.9.
    assert.equal(counts.size, 6);
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 4 * 28.9);
  });
});
