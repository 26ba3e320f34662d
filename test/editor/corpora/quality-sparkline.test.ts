import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { qualitySparkline } from "../../../src/editor/corpora/quality-sparkline.ts";

describe("the sparkline of a quality histogram", () => {
  it("draws the largest bin full and the others in proportion, an empty one blank", () => {
    assert.equal(qualitySparkline([1, 2, 0, 8], 4), "▁▂\u2007█");
  });

  it("adds up neighbouring bins to fit the width", () => {
    // Pairs sum to 3, 7, 11 and 15; in eighths of 15 these are 1.6, 3.7, 5.9 and 8, rounded up to 2, 4, 6, 8.
    assert.equal(qualitySparkline([1, 2, 3, 4, 5, 6, 7, 8], 4), "▂▄▆█");
  });

  it("is blank without documents", () => {
    assert.equal(qualitySparkline([0, 0], 2), "\u2007\u2007");
  });
});
