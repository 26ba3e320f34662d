import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { qualitySparkline } from "../../../src/editor/corpora/quality-sparkline.ts";

describe("the sparkline of a quality histogram", () => {
  it("draws the largest bin full, the others in proportion, and only an empty one at the bottom", () => {
    assert.equal(qualitySparkline([1, 4, 0, 7], 4), "▂▅▁█");
  });

  it("adds up neighbouring bins to fit the width", () => {
    // Pairs sum to 3, 7, 11 and 15; in sevenths of 15 these are 1.4, 3.3, 5.1 and 7, rounded up to 2, 4, 6, 7.
    assert.equal(qualitySparkline([1, 2, 3, 4, 5, 6, 7, 8], 4), "▃▅▇█");
  });

  it("is flat without documents", () => {
    assert.equal(qualitySparkline([0, 0], 2), "▁▁");
  });
});
