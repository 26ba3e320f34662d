import assert from "node:assert/strict";
import { holm } from "../../src/analysis/holm.ts";
import { incompleteBeta, logGamma } from "../../src/analysis/incomplete-beta.ts";
import { criticalT, twoSidedP } from "../../src/analysis/student-t.ts";
import { reference } from "./reference/reference.ts";

function assertClose(actual: number, expected: number, relative: number): void {
  const error = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300);
  assert.ok(error <= relative, `${actual} is not ${expected} (relative error ${error})`);
}

describe("Student's t", () => {
  it("agrees with SciPy", () => {
    for (const [x, expected] of reference.logGamma)
      assertClose(logGamma(x), expected, expected === 0 ? Infinity : 1e-12);
    for (const [x, a, b, expected] of reference.incompleteBeta) assertClose(incompleteBeta(x, a, b), expected, 1e-10);
    for (const [t, degrees, expected] of reference.twoSidedP) assertClose(twoSidedP(t, degrees), expected, 1e-10);
    for (const [degrees, expected] of reference.criticalT) assertClose(criticalT(0.05, degrees), expected, 1e-10);
  });
});

describe("holm", () => {
  it("multiplies the smallest p by the number of tests, the next by one less, and never lets them cross", () => {
    // By hand: 0.005·4 = 0.02, 0.01·3 = 0.03, 0.03·2 = 0.06, 0.04·1 = 0.04 → 0.06.
    holm(reference.holm.p).forEach((p, index) => assertClose(p, reference.holm.adjusted[index] ?? NaN, 1e-12));
  });
});
