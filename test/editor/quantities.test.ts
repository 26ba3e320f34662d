import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { countText, durationText, mixtureText, percentText } from "../../src/editor/quantities.ts";

describe("quantities for people", () => {
  it("shortens counts to three digits", () => {
    assert.deepEqual([0, 999, 1000, 400_000, 999_900, 1_234_567, 2.5e9].map(countText), [
      "0",
      "999",
      "1k",
      "400k",
      "1M",
      "1.23M",
      "2.5G",
    ]);
  });

  it("gives shares as percentages", () => {
    assert.deepEqual([0, 0.125, 1 / 3, 1].map(percentText), ["0 %", "12.5 %", "33.3 %", "100 %"]);
  });

  it("rounds time as people say it", () => {
    assert.deepEqual([0.2, 59, 60, 3540, 3600, 7800].map(durationText), [
      "1 s",
      "59 s",
      "1 min",
      "59 min",
      "1 h",
      "2 h 10 min",
    ]);
  });

  it("names a mixture's shares, largest first", () => {
    assert.equal(mixtureText({ code: 0.25, text: 0.75, markup: 0 }), "75 % text · 25 % code");
  });
});
