import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { desirability } from "../../../src/corpus/quality/desirability.ts";
import { PROFILES } from "../../../src/corpus/quality/profiles.ts";
import { scoreQuality } from "../../../src/corpus/quality/quality.ts";

describe("desirability", () => {
  it("is linear between the corners and constant beyond them", () => {
    const curve = [
      [10, 0],
      [20, 1],
      [40, 0.5],
    ] as const;
    assert.deepEqual(
      [5, 10, 15, 20, 30, 40, 99].map((value) => desirability(curve, value)),
      [0, 0, 0.5, 1, 0.75, 0.5, 0.5],
    );
  });
});

describe("quality", () => {
  it("is the weighted geometric mean of the desirabilities, and the contributions add up to it", () => {
    // Code: digitShare 0.11 is worth 0.5 (weight 1), parseErrorShare 0.05 is worth 0.6 (weight 1).
    const { quality, contributions } = scoreQuality({ digitShare: 0.11, parseErrorShare: 0.05 }, "code");
    assert.ok(Math.abs(quality - Math.sqrt(0.5 * 0.6)) < 1e-12);
    const sum = Object.values(contributions).reduce((total, contribution) => total + contribution, 0);
    assert.ok(Math.abs(Math.exp(sum) - quality) < 1e-12);
  });

  it("does not fall to 0 by one signal alone", () => {
    // 0.01 with a weight of 1 beside a perfect signal with a weight of 1.
    const { quality } = scoreQuality({ digitShare: 0.9, parseErrorShare: 0 }, "code");
    assert.ok(Math.abs(quality - 0.1) < 1e-12);
  });

  it("is documented as it is computed", () => {
    const page = readFileSync(new URL("../../../docs/quality-score.md", import.meta.url), "utf8");
    for (const { signal, weight, curve, source } of Object.values(PROFILES).flat()) {
      const corners = curve.map(([value, worth]) => `${String(value)} → ${String(worth)}`).join(", ");
      assert.ok(page.includes(`| ${signal} | ${String(weight)} | ${corners} | ${source} |`), signal);
    }
  });
});
