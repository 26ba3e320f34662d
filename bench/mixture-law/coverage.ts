/**
 * How often the intervals of docs/mixture-regression.md cover the truth, on planted laws: `node bench/mixture-law/coverage.ts
 * [DRAWS]`. Prints a line for each world, with processor time.
 */
import { findMixture } from "../../src/analysis/mixture-law/find-mixture.ts";
import {
  type PlantedExperiment,
  type PlantedLaw,
  plantedResults,
  plantedValue,
  uniformMixtures,
} from "../../test/analysis/mixture-law/planted.ts";

const draws = Number(process.argv[2] ?? 200);

const three: Readonly<Record<string, PlantedLaw>> = {
  text: { constant: 1, exponents: { text: -1.5, code: 0.3, math: 0 } },
  code: { constant: 0.6, exponents: { text: 0.2, code: -3, math: -0.5 } },
  math: { constant: 0.8, exponents: { text: 0.1, code: -0.4, math: -2 } },
};
const two: Readonly<Record<string, PlantedLaw>> = {
  text: { constant: 1, exponents: { text: -1.5, code: 0.3 } },
  code: { constant: 0.6, exponents: { text: 0.2, code: -3 } },
};
const flat = Object.fromEntries(
  Object.keys(three).map((name) => [name, { constant: 1, exponents: { text: 0, code: 0, math: 0 } }]),
);
const common = { seedNoise: 0.004, uniqueTokens: { text: 4e6, code: 2e6, math: 1e6 } };
type World = Omit<PlantedExperiment, "draw" | "mixtures"> & { readonly arms: number };

const worlds: Readonly<Record<string, World>> = {
  "3 corpora, 12 arms × 2 seeds": { ...common, laws: three, arms: 12, seeds: 2, runNoise: 0.006 },
  "3 corpora, 12 arms × 1 seed": { ...common, laws: three, arms: 12, seeds: 1, seedNoise: 0, runNoise: 0.006 },
  "3 corpora, 24 arms × 3 seeds": { ...common, laws: three, arms: 24, seeds: 3, runNoise: 0.006 },
  "3 corpora, 12 arms × 2 seeds, much noise": { ...common, laws: three, arms: 12, seeds: 2, runNoise: 0.04 },
  "2 corpora, 6 arms × 2 seeds": {
    ...common,
    uniqueTokens: { text: 4e6, code: 2e6 },
    laws: two,
    arms: 6,
    seeds: 2,
    runNoise: 0.006,
  },
  "nothing matters, 12 arms × 2 seeds": { ...common, laws: flat, arms: 12, seeds: 2, runNoise: 0.006 },
};

for (const [name, { arms, ...world }] of Object.entries(worlds)) {
  const truth = (mixture: Readonly<Record<string, number>>): number => {
    const laws = Object.values(world.laws);
    return laws.reduce((sum, law) => sum + plantedValue(law, mixture), 0) / laws.length;
  };
  let [value, difference, stratified, called, found] = [0, 0, 0, 0, 0];
  const started = process.cpuUsage();
  for (let draw = 0; draw < draws; draw++) {
    const mixtures = uniformMixtures(Object.keys(world.uniqueTokens), arms, draw);
    const finding = findMixture(plantedResults({ ...world, mixtures, draw }), { epochs: Infinity, proposals: 0 });
    const there = truth(finding.optimum.shares);
    const base = finding.stratified;
    if (base === undefined) continue;
    const within = ({ low, high }: { readonly low: number; readonly high: number }, at: number): number =>
      Number(low - 1e-12 <= at && at <= high + 1e-12);
    found++;
    value += within(finding.optimum, there);
    difference += within(base.difference, there - truth(base.shares));
    stratified += within(base, truth(base.shares));
    called += Number(base.distinguishable);
  }
  const { user, system } = process.cpuUsage(started);
  const percent = (count: number): string => `${((100 * count) / found).toFixed(1)} %`;
  console.log(
    `${name}: optimum ${percent(value)}, stratified ${percent(stratified)}, difference ${percent(difference)}, ` +
      `called distinguishable ${percent(called)}; ${((user + system) / 1e6 / draws).toFixed(2)} s of processor time each`,
  );
}
