import assert from "node:assert/strict";
import { reduceToClusters } from "../../src/analysis/cluster-table.ts";
import { estimateArms } from "../../src/analysis/estimate.ts";
import type { ItemScore } from "../../src/analysis/item-score.ts";
import type { ArmEstimate } from "../../src/analysis/results.ts";

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface World {
  readonly arms: number;
  readonly seeds: number;
  readonly documents: number;
  /** Standard deviations: of documents, of arms' own reaction to a document, of a seed shared by the arms, of one run. */
  readonly document: number;
  readonly armDocument: number;
  readonly seed: number;
  readonly run: number;
  readonly residual: number;
}

const truth = 2;

/** Draws an experiment in which no arm differs from another. Documents differ in bytes. */
function draw(world: World, random: () => number): ItemScore[] {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const list = (count: number, sd: number): number[] => Array.from({ length: count }, () => sd * normal());
  const bytes = Array.from({ length: world.documents }, () => 200 + 800 * random());
  const documents = list(world.documents, world.document);
  const seeds = list(world.seeds, world.seed);
  return Array.from({ length: world.arms }, (_, a) => {
    const reactions = list(world.documents, world.armDocument);
    return seeds.flatMap((seedEffect, s) => {
      const run = world.run * normal();
      return bytes.map((weight, d) => {
        const ratio = truth + (documents[d] ?? 0) + (reactions[d] ?? 0) + seedEffect + run + world.residual * normal();
        const name = `${d}`;
        return { arm: `arm-${a}`, seed: s, item: name, cluster: name, stratum: "", value: ratio * weight, weight };
      });
    });
  }).flat();
}

interface Rates {
  readonly means: number;
  readonly differences: number;
  /** Share of experiments in which some arm was called distinguishable although none is. */
  readonly falseAlarms: number;
}

function simulate(world: World, replicates: number): Rates {
  const random = uniform(20260101);
  const arms = Array.from({ length: world.arms }, (_, a) => `arm-${a}`);
  const seeds = Array.from({ length: world.seeds }, (_, s) => s);
  const covers = (low: number, high: number, value: number): number => Number(low <= value && value <= high);
  let [means, differences, falseAlarms] = [0, 0, 0];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const estimates: readonly ArmEstimate[] = estimateArms(reduceToClusters(draw(world, random), arms, seeds), "arm-0");
    means += covers(estimates[1]?.low ?? NaN, estimates[1]?.high ?? NaN, truth);
    const difference = estimates[1]?.difference;
    differences += covers(difference?.low ?? NaN, difference?.high ?? NaN, 0);
    falseAlarms += Number(estimates.some((estimate) => estimate.difference?.distinguishable === true));
  }
  return { means: means / replicates, differences: differences / replicates, falseAlarms: falseAlarms / replicates };
}

const worlds: Readonly<Record<string, World>> = {
  "training noise and documents of equal size": {
    ...{ arms: 5, seeds: 2, documents: 40 },
    ...{ document: 0.3, armDocument: 0.06, seed: 0.008, run: 0.008, residual: 0.03 },
  },
  "training noise alone": {
    ...{ arms: 5, seeds: 2, documents: 20 },
    ...{ document: 0, armDocument: 0, seed: 0.01, run: 0.02, residual: 0.01 },
  },
  "documents alone": {
    ...{ arms: 4, seeds: 3, documents: 30 },
    ...{ document: 0.3, armDocument: 0.1, seed: 0, run: 0, residual: 0.02 },
  },
  "two arms, five seeds": {
    ...{ arms: 2, seeds: 5, documents: 30 },
    ...{ document: 0.2, armDocument: 0.03, seed: 0.02, run: 0.01, residual: 0.03 },
  },
};

describe("95 % intervals on simulated experiments", function () {
  this.timeout(60_000);
  for (const [name, world] of Object.entries(worlds)) {
    it(`cover the truth, and no arm is told apart by chance too often: ${name}`, () => {
      const rates = simulate(world, 1500);
      const told = JSON.stringify(rates);
      assert.ok(rates.means > 0.92 && rates.means < 0.98, told);
      assert.ok(rates.differences > 0.92 && rates.differences < 0.98, told);
      assert.ok(rates.falseAlarms <= 0.07, told);
    });
  }
});
