import assert from "node:assert/strict";
import { findMixture, mixtureFindingOf } from "../../../src/analysis/mixture-law/find-mixture.ts";
import { mixtureFindingSchema } from "../../../src/analysis/mixture-law/mixture-finding.ts";
import { close } from "../close.ts";
import { type PlantedExperiment, plantedResults, plantedValue, uniformMixtures } from "./planted.ts";

const laws = {
  text: { constant: 1, exponents: { text: -1.5, code: 0.3, math: 0 } },
  code: { constant: 0.6, exponents: { text: 0.2, code: -3, math: -0.5 } },
  math: { constant: 0.8, exponents: { text: 0.1, code: -0.4, math: -2 } },
};
const swarm: PlantedExperiment = {
  laws,
  mixtures: uniformMixtures(["text", "code", "math"], 18, 1),
  seeds: 2,
  seedNoise: 0.002,
  runNoise: 0.004,
  uniqueTokens: { text: 4_000_000, code: 600_000, math: 100_000 },
  draw: 1,
};
const results = plantedResults(swarm);
const meanOf = (mixture: Readonly<Record<string, number>>): number =>
  Object.values(laws).reduce((sum, law) => sum + plantedValue(law, mixture), 0) / 3;

describe("regression on mixtures", () => {
  const found = findMixture(results, { epochs: Infinity });

  it("finds the planted optimum, and covers its value", () => {
    // By hand: a grid over all mixtures in steps of 0.5 %.
    let best = { text: 0, code: 0, math: 0 };
    for (let text = 0; text <= 200; text++) {
      for (let code = 0; code + text <= 200; code++) {
        const mixture = { text: text / 200, code: code / 200, math: (200 - text - code) / 200 };
        if (meanOf(mixture) < meanOf(best)) best = mixture;
      }
    }
    for (const [name, share] of Object.entries(best)) close(found.optimum.shares[name], share, 0.06);
    assert.ok(meanOf(found.optimum.shares) - meanOf(best) < 0.003);
    const { low, high } = found.optimum;
    assert.ok(low < meanOf(found.optimum.shares) && meanOf(found.optimum.shares) < high);
  });

  it("compares it with shares in proportion to the tokens", () => {
    const { stratified, optimum } = found;
    close(stratified?.shares["text"], 4 / 4.7, 1e-6);
    assert.equal(stratified?.distinguishable, true);
    const truth = meanOf(optimum.shares) - meanOf(stratified.shares);
    assert.ok(stratified.difference.low < truth && truth < stratified.difference.high);
    assert.match(found.finding, /below shares in proportion to the tokens \(85\.1\s% text/);
  });

  it("tells how well each law predicts arms that it was not fitted to", () => {
    for (const { logLinear, linear, trainingNoise } of found.metrics) {
      assert.ok((logLinear?.crossValidated.rankCorrelation ?? 0) > 0.95);
      assert.ok((logLinear?.crossValidated.rootMeanSquare ?? NaN) < linear.crossValidated.rootMeanSquare / 2);
      close(trainingNoise, 0.004 / Math.SQRT2, 0.001);
    }
  });

  it("keeps no corpus beyond four epochs unless asked to", () => {
    const limited = findMixture(results);
    close(limited.components[2]?.high, 0.4, 1e-9);
    assert.equal(limited.components[2]?.highBecause, "repetition");
    const longer = findMixture(results, { tokens: 4_000_000 });
    assert.ok((longer.optimum.shares["math"] ?? NaN) <= 0.1 + 1e-9);
    const asked = findMixture(results, { least: { text: 0.5 }, most: { code: 0.1 } });
    assert.ok((asked.optimum.shares["text"] ?? NaN) >= 0.5 && (asked.optimum.shares["code"] ?? NaN) <= 0.1);
  });

  it("says which bounds contradict each other", () => {
    assert.throws(() => findMixture(results, { least: { text: 0.7, code: 0.6 } }), /sum to 13\d.*--min/);
    assert.throws(() => findMixture(results, { epochs: 0.01 }), /--epochs/);
    assert.throws(
      () => findMixture(results, { most: { prose: 0.5 } }),
      /no arm has a share of "prose"; there are text/,
    );
    assert.throws(() => findMixture(results, { objective: [{ metric: "accuracy", weight: 1 }] }), /bitsPerByte\/text/);
  });

  it("proposes arms that are new, within the bounds, and sum to 1", () => {
    const { proposals } = findMixture(plantedResults({ ...swarm, runNoise: 0.04 }), { proposals: 6 });
    assert.equal(proposals.length, 6);
    assert.equal(proposals[0]?.reason, "predicted-best");
    assert.deepEqual(new Set(proposals.map(({ reason }) => reason)).size, 3);
    assert.equal(new Set(proposals.map(({ shares }) => JSON.stringify(shares))).size, 6);
    for (const { shares } of proposals) {
      close(
        Object.values(shares).reduce((sum, share) => sum + share, 0),
        1,
        1e-9,
      );
      assert.ok((shares["math"] ?? NaN) <= 0.4005);
    }
  });

  it("does not call an optimum better that chance could have made", () => {
    const flat = Object.fromEntries(
      Object.keys(laws).map((name) => [name, { constant: 1, exponents: { text: 0, code: 0, math: 0 } }]),
    );
    const { stratified, finding } = findMixture(plantedResults({ ...swarm, laws: flat }));
    assert.equal(stratified?.distinguishable, false);
    assert.match(finding, /not distinguishable/);
  });

  it("is the same every time, and is what its schema says", () => {
    assert.deepEqual(findMixture(results, { epochs: Infinity }), found);
    assert.deepEqual(mixtureFindingSchema.parse(JSON.parse(JSON.stringify(found))), found);
  });

  it("is left out where the arms do not suffice, and says how many are missing when asked for", () => {
    const few = plantedResults({ ...swarm, mixtures: swarm.mixtures.slice(0, 4) });
    assert.equal(mixtureFindingOf(few), undefined);
    assert.throws(
      () => findMixture(few),
      /3 corpora need at least 5 arms that differ in their mixture, and there are 4/,
    );
    const tied = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((text) => ({ text, code: (1 - text) / 2, math: (1 - text) / 2 }));
    assert.throws(() => findMixture(plantedResults({ ...swarm, mixtures: tied })), /do not tell the effects/);
  });

  it("leaves out arms that change their mixture or have other tokens", () => {
    const [first, second, ...others] = results.arms;
    assert.ok(first !== undefined && second !== undefined);
    const { leftOut } = findMixture({
      ...results,
      arms: [{ ...first, mixtures: 2 }, { ...second, tokens: 5 }, ...others],
    });
    assert.deepEqual(leftOut, [
      { arm: "arm-1", because: "its mixture changes between phases" },
      { arm: "arm-2", because: "it has 5 tokens, the others 1000000" },
    ]);
  });
});
