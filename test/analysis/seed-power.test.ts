import assert from "node:assert/strict";
import { pairedPower, seedsNeeded } from "../../src/analysis/seed-power.ts";
import { reference } from "./reference/reference.ts";

describe("the power of seeds", () => {
  it("agrees with SciPy's noncentral t distribution", () => {
    for (const [seeds, effect, deviation, alpha, expected] of reference.pairedPower) {
      const power = pairedPower(seeds, effect, deviation, alpha);
      assert.ok(Math.abs(power - expected) < 1e-6, `${String(seeds)} seeds: ${String(power)}, not ${String(expected)}`);
    }
  });

  it("says how many are needed: about 8 (σ/δ)² of paired ones for 80 %, and a few more for the t distribution", () => {
    // G*Power 3.1 and R's power.t.test(type = "paired") give 34 for δ/σ = 0.5 at 5 % and 80 %.
    assert.equal(seedsNeeded(0.5, 1, { alpha: 0.05, power: 0.8, most: 1000 }), 34);
    assert.equal(seedsNeeded(0.001, 1, { alpha: 0.05, power: 0.8, most: 50 }), undefined);
  });
});
