import assert from "node:assert/strict";
import { reduceToClusters } from "../../src/analysis/cluster-table.ts";
import { estimateArms, intervalOver } from "../../src/analysis/estimate.ts";
import type { ItemScore } from "../../src/analysis/item-score.ts";
import { StageError } from "../../src/stage/runner.ts";
import { reference } from "./reference/reference.ts";

/** One item per cluster: values[arm][seed][cluster], weights[cluster]. */
function scoresOf(values: readonly (readonly (readonly number[])[])[], weights: readonly number[]): ItemScore[] {
  return values.flatMap((ofArm, arm) =>
    ofArm.flatMap((ofSeed, seed) =>
      ofSeed.map((value, cluster) => ({
        ...{ arm: `arm-${arm}`, seed, item: `${cluster}`, cluster: `document-${cluster}`, stratum: "" },
        ...{ value, weight: weights[cluster] ?? NaN },
      })),
    ),
  );
}

function assertNear(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expected) < 1e-9 * Math.abs(expected), `${actual} is not ${expected}`);
}

describe("estimateArms", () => {
  it("gives differences of ratios the interval of two crossed random factors", () => {
    const { values, weights, difference, halfWidth } = reference.crossed;
    const table = reduceToClusters(scoresOf(values, weights), ["arm-0", "arm-1", "arm-2"], [0, 1, 2, 3]);
    const [base, other] = estimateArms(table, "arm-0");
    assert.equal(base?.difference, undefined);
    assertNear(other?.difference?.mean, difference);
    assertNear((other?.difference?.high ?? NaN) - (other?.difference?.mean ?? NaN), halfWidth);
    assert.equal(intervalOver(table), "seedsAndItems");
  });

  it("is the paired t test over seeds when there is one document and five seeds or more", () => {
    const { baseline, other, p, low, high } = reference.pairedT;
    const values = [baseline, other].map((ofArm) => ofArm.map((value) => [value]));
    const table = reduceToClusters(scoresOf(values, [1]), ["arm-0", "arm-1"], [0, 1, 2, 3, 4, 5]);
    const estimate = estimateArms(table, "arm-0")[1]?.difference;
    assertNear(estimate?.p, p);
    assertNear(estimate?.low, low);
    assertNear(estimate?.high, high);
    assert.equal(estimate?.distinguishable, true);
    assert.equal(intervalOver(table), "seeds");
  });

  it("is the paired t test over documents when there is one seed, and says that training noise is not in it", () => {
    const { baseline, other, p, low, high } = reference.pairedT;
    const table = reduceToClusters(scoresOf([[baseline], [other]], [1, 1, 1, 1, 1, 1]), ["arm-0", "arm-1"], [0]);
    const estimate = estimateArms(table, "arm-0")[1]?.difference;
    assertNear(estimate?.p, p);
    assertNear(estimate?.low, low);
    assertNear(estimate?.high, high);
    assert.equal(intervalOver(table), "items");
  });

  it("claims nothing from one document and one seed", () => {
    const table = reduceToClusters(scoresOf([[[2]], [[1]]], [1]), ["arm-0", "arm-1"], [0]);
    const estimate = estimateArms(table, "arm-0")[1];
    assert.deepEqual(estimate?.difference, { mean: -1, low: -1, high: -1, relative: -0.5, distinguishable: false });
    assert.equal(intervalOver(table), "nothing");
  });
});

describe("intervalOver", () => {
  it("counts no source of a single document as a sample of documents", () => {
    const place = { seed: 0, cluster: "only", value: 1, weight: 1 };
    const scores = ["arm-0", "arm-1"].flatMap((arm) =>
      ["a", "b"].map((stratum) => ({ ...place, arm, stratum, item: stratum })),
    );
    const table = reduceToClusters(scores, ["arm-0", "arm-1"], [0]);
    assert.equal(intervalOver(table), "nothing");
    assert.equal(estimateArms(table, "arm-0")[1]?.difference?.p, undefined);
  });
});

describe("reduceToClusters", () => {
  it("refuses arms that were not scored on the same items", () => {
    const scores = scoresOf([[[1, 2]], [[1]]], [1, 1]);
    assert.throws(() => reduceToClusters(scores, ["arm-0", "arm-1"], [0]), StageError);
  });

  it("refuses a model whose scores are not numbers", () => {
    assert.throws(() => reduceToClusters(scoresOf([[[1]], [[NaN]]], [1]), ["arm-0", "arm-1"], [0]), /arm-1 .*diverged/);
  });

  it("averages strata with equal weight, however many bytes they have", () => {
    // By hand: stratum a (2 + 4) / (1 + 1) = 3; stratum b 10 / 100 = 0.1; mean 1.55.
    const place = { arm: "arm-0", seed: 0, item: "" };
    const scores = [
      { ...place, stratum: "a", cluster: "1", value: 2, weight: 1 },
      { ...place, stratum: "a", cluster: "2", value: 4, weight: 1 },
      { ...place, stratum: "b", cluster: "1", value: 10, weight: 100 },
    ];
    assert.equal(reduceToClusters(scores, ["arm-0"], [0]).estimates[0]?.[0], 1.55);
  });
});
