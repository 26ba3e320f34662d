import assert from "node:assert/strict";
import { bestMixture, weightedLaw } from "../../../src/analysis/mixture-law/best-mixture.ts";
import { crossValidate } from "../../../src/analysis/mixture-law/cross-validation.ts";
import type { FittedLaw, LawData, MixtureLaw } from "../../../src/analysis/mixture-law/law.ts";
import { fitLinearLaw } from "../../../src/analysis/mixture-law/linear-law.ts";
import { fitLogLinearLaw } from "../../../src/analysis/mixture-law/log-linear-law.ts";
import { close } from "../close.ts";
import { mixingLawsData, reference, regmixData } from "./reference/reference.ts";

const corners = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.5, 0.5, 0],
  [0.5, 0, 0.5],
  [0, 0.5, 0.5],
  [0.2, 0.3, 0.5],
];

describe("laws of the mixture", () => {
  it("finds a planted log-linear law again", () => {
    const planted = ([a = 0, b = 0, c = 0]: readonly number[]): number => 1.3 + Math.exp(-2 * a + 0.5 * b - 0.3 * c);
    const law = fitLogLinearLaw({ shares: corners, losses: corners.map(planted) });
    assert.ok(law?.curved);
    close(law.constant, 1.3, 1e-6);
    for (const [place, exponent] of [-2, 0.5, -0.3].entries()) close(law.exponents[place], exponent, 1e-6);
  });

  it("is a line, and says so, where the data do not bend", () => {
    const law = fitLogLinearLaw({ shares: corners, losses: corners.map(([a = 0, b = 0]) => 3 - a + 0.5 * b) });
    assert.equal(law?.curved, false);
    close(law.predict([0.6, 0.2, 0.2]), 3 - 0.6 + 0.1, 0.01);
  });

  it("agrees with SciPy on what Ye et al. measured, and bends as they found", () => {
    for (const name of ["githubLosses", "pileCcLosses"] as const) {
      const law = fitLogLinearLaw(mixingLawsData[name]);
      const [constant, ...exponents] = reference.mixingLaws[name];
      close(law?.constant, constant, 1e-5);
      for (const [place, exponent] of exponents.entries()) close(law?.exponents[place], exponent, 1e-5);
      const errors = [fitLogLinearLaw, fitLinearLaw].map(
        (fit) => crossValidate(mixingLawsData[name], fit)?.errors.rootMeanSquare ?? NaN,
      );
      assert.ok((errors[0] ?? NaN) < (errors[1] ?? NaN) / 2);
    }
  });

  it("ranks arms of RegMix that it was not fitted to as SciPy's fit does, and better than the linear law", () => {
    for (const [name, expected] of Object.entries(reference.regmix)) {
      const data = regmixData(name);
      const law = fitLogLinearLaw(data);
      close(law?.constant, expected.constant, 1e-5);
      const squares = data.losses.map((loss, arm) => (loss - (law?.predict(data.shares[arm] ?? []) ?? NaN)) ** 2);
      close(
        squares.reduce((sum, square) => sum + square, 0),
        expected.sumOfSquares,
        1e-8,
      );
      const refit = (kept: LawData): FittedLaw | undefined => fitLogLinearLaw(kept, law);
      const [logLinear = NaN, linear = NaN] = [refit, fitLinearLaw].map(
        (fit) => crossValidate(data, fit)?.errors.rankCorrelation,
      );
      close(logLinear, expected.rankCorrelation, 0.04);
      assert.ok(logLinear > 0.92 && logLinear > linear + 0.03);
    }
  });

  it("says nothing where the arms do not tell components apart", () => {
    const shares = [0.2, 0.4, 0.6, 0.8].map((share) => [share, (1 - share) / 2, (1 - share) / 2]);
    assert.equal(fitLinearLaw({ shares, losses: [1, 2, 3, 4] }), undefined);
    assert.equal(fitLogLinearLaw({ shares, losses: [1, 2, 3, 4] }), undefined);
  });
});

describe("the best mixture", () => {
  const lawOf = ([constant = 0, ...exponents]: readonly number[]): MixtureLaw => {
    const height = (shares: readonly number[]): number =>
      Math.exp(exponents.reduce((sum, exponent, place) => sum + exponent * (shares[place] ?? 0), 0));
    return {
      predict: (shares) => constant + height(shares),
      slopes: (shares) => exponents.map((exponent) => exponent * height(shares)),
    };
  };

  it("is where a mean of laws is least within the bounds, as SciPy's SLSQP finds it", () => {
    const { laws, weights, low, high, shares, loss } = reference.threeComponents;
    const law = weightedLaw(laws.map(lawOf), weights);
    const best = bestMixture(law, { low, high });
    for (const [place, share] of shares.entries()) close(best[place], share, 1e-4);
    close(law.predict(best), loss, 1e-8);
  });

  it("balances what the two domains of Ye et al. need", () => {
    const { githubLosses, pileCcLosses, bestGithubShare, bestMean } = reference.mixingLaws;
    const law = weightedLaw([lawOf(githubLosses), lawOf(pileCcLosses)], [0.5, 0.5]);
    const best = bestMixture(law, { low: [0.25, 0.25], high: [0.75, 0.75] });
    close(best[0], bestGithubShare, 1e-6);
    close(law.predict(best), bestMean, 1e-9);
  });

  it("is a corner of the bounds for a single metric", () => {
    const best = bestMixture(lawOf([1, -2, -1, 0.5]), { low: [0, 0, 0.1], high: [0.6, 1, 1] });
    for (const [place, share] of [0.6, 0.3, 0.1].entries()) close(best[place], share, 1e-9);
  });
});
