import assert from "node:assert/strict";
import type { SparseVector } from "../../../src/corpus/learned/features.ts";
import { fit } from "../../../src/corpus/learned/fit.ts";
import { calibrate } from "../../../src/corpus/learned/platt.ts";

// Expected numbers are scikit-learn's: bench/quality/reference_classifier.py.

const documents = [
  [1, 0],
  [0.5, 0.5],
  [0, 1],
  [-1, 0.5],
  [-0.5, -1],
  [0.25, -0.75],
].map((values): SparseVector => ({ places: Int32Array.of(0, 1), values: Float32Array.from(values) }));

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-5, `${String(actual)} is not ${String(expected)}`);
}

describe("the linear model", () => {
  it("is a logistic regression where there are two scores", () => {
    const scores = [5, 5, 5, 0, 0, 5].map((score, document) => ({ document, score }));
    // Five thresholds at the same place: five times the loss.
    const { weights, thresholds } = fit(documents, { scores, pairs: [] }, 2, 5 * 0.5);
    near(weights[0], 1.5786129);
    near(weights[1], 0.49780211);
    assert.equal(thresholds.length, 5);
    for (const { at } of thresholds) near(at, -0.79134852);
  });

  it("learns from preferences as Bradley and Terry do", () => {
    const pairs = [
      [0, 3],
      [1, 4],
      [2, 3],
      [0, 4],
      [5, 4],
      [4, 3],
    ].map(([better = 0, worse = 0]) => ({ better, worse }));
    const { weights } = fit(documents, { scores: [], pairs }, 2, 0.5);
    near(weights[0], 1.65738091);
    near(weights[1], -0.01451874);
  });

  it("puts the thresholds of ordered scores in their order", () => {
    const scores = [4, 3, 5, 0, 1, 2].map((score, document) => ({ document, score }));
    const { thresholds } = fit(documents, { scores, pairs: [] }, 2, 0.1);
    assert.deepEqual(
      thresholds.map(({ score }) => score),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(
      thresholds.map(({ at }) => at),
      thresholds.map(({ at }) => at).sort((a, b) => a - b),
    );
  });
});

describe("Platt's calibration", () => {
  it("is the likeliest under his targets", () => {
    const good = [0, 0, 1, 0, 1, 0, 1, 1];
    const scores = [-2, -1, -0.5, 0, 0.5, 1, 2, 3].map((latent, index) => ({ latent, good: good[index] === 1 }));
    const { slope, offset } = calibrate(scores);
    near(slope, 0.57309247);
    near(offset, -0.20457273);
  });
});
