import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { downsample } from "../../../src/editor/results/downsample.ts";

function curveOf(loss: (number | null)[]) {
  const tokens = loss.map((_, index) => index * 100);
  return { tokens, loss, gradientNorm: loss.map(() => 1), rate: tokens.map((count) => count / 1e6) };
}

describe("downsampling a training curve", () => {
  it("leaves a short curve as it is", () => {
    const curve = curveOf([3, 2, 1]);
    assert.equal(downsample(curve, 3), curve);
  });

  it("keeps the first point, the last and each stretch's lowest and highest", () => {
    // Two stretches of six: the first has its extremes at 2 and 4, the second at 7 and 9.
    const curve = curveOf([5, 5, 9, 5, 1, 5, 5, 0, 5, 8, 5, 5]);
    assert.deepEqual(downsample(curve, 6), {
      tokens: [0, 200, 400, 700, 900, 1100],
      loss: [5, 9, 1, 0, 8, 5],
      gradientNorm: [1, 1, 1, 1, 1, 1],
      rate: [0, 0.0002, 0.0004, 0.0007, 0.0009, 0.0011],
    });
  });

  it("shows where the loss was not finite for a whole stretch", () => {
    const curve = curveOf([3, 2, 2, 2, null, null, null, null]);
    assert.deepEqual(downsample(curve, 6).loss, [3, 2, null, null]);
  });
});
