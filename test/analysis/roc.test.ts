import assert from "node:assert/strict";
import { areaUnderRoc } from "../../src/analysis/roc.ts";

describe("the area under the ROC curve", () => {
  it("is the share of pairs in which the good one is above, ties counting half", () => {
    // Good 0.9, 0.5, 0.4 against bad 0.5, 0.1: 2 + 1.5 + 1 of 6 pairs.
    const scores = [
      { score: 0.9, good: true, group: "a" },
      { score: 0.5, good: true, group: "b" },
      { score: 0.4, good: true, group: "c" },
      { score: 0.5, good: false, group: "d" },
      { score: 0.1, good: false, group: "e" },
    ];
    const result = areaUnderRoc(scores);
    assert.ok(result !== undefined);
    assert.ok(Math.abs(result.auc - 4.5 / 6) < 1e-12);
    assert.deepEqual([result.good, result.bad, result.groups], [3, 2, 5]);
    assert.ok(result.interval[0] < result.auc && result.auc < result.interval[1]);
  });

  it("is as uncertain as its groups are few, however many members they have", () => {
    const members = (group: string, good: boolean, score: number): { score: number; good: boolean; group: string }[] =>
      Array.from({ length: 100 }, () => ({ score, good, group }));
    const result = areaUnderRoc([
      ...members("a", true, 1),
      ...members("b", true, 3),
      ...members("c", false, 0),
      ...members("d", false, 2),
    ]);
    // Drawn again, all good ones may be of `a` and all bad ones of `d`, or the other way round.
    assert.deepEqual(result?.interval, [0, 1]);
  });

  it("does not exist without both kinds", () => {
    assert.equal(areaUnderRoc([{ score: 1, good: true, group: "a" }]), undefined);
  });
});
