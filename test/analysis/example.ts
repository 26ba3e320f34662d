import type { AnalysedExperiment } from "../../src/analysis/analyse.ts";
import type { ItemRecord } from "../../src/analysis/item-record.ts";

const shares = [0, 0.25, 0.5, 0.75, 1];
const seeds = [1, 2];

/** A proportion study as the example's, with items made by formula: see `exampleRecords`. */
export const exampleExperiment: AnalysedExperiment = {
  experiment: "proportion",
  description: "What share of code is best?",
  baseline: "code-0",
  seeds,
  corpora: ["text", "code"],
  arms: shares.map((share) => ({
    name: `code-${share * 100}`,
    mixture: share === 0 ? { text: 1 } : share === 1 ? { code: 1 } : { text: 1 - share, code: share },
    tokens: 400_000,
  })),
};

/**
 * Items of every arm and seed. Bits per byte on code fall with its share and on text rise; knowledge falls a little;
 * reasoning does not react; code questions get easier. Noise is a fixed pattern, so that the example never changes.
 */
export function exampleRecords(): ItemRecord[] {
  return shares.flatMap((share) =>
    seeds.flatMap((seed) => [
      ...documents("text/sotu", 24, 2.05 + 0.55 * share ** 3 + 0.05 * share, share, seed),
      ...documents("text/wordnet", 30, 2.4 + 0.7 * share ** 3, share, seed),
      ...documents("code/app", 26, 2.6 - 1.1 * Math.min(1, share * 1.3) ** 0.6, share, seed),
      ...documents("code/library", 20, 2.75 - 1.2 * share ** 0.5, share, seed),
      ...questions("knowledge", "definition", 200, 0.42 - 0.12 * share, share, seed),
      ...questions("reasoning", "hypernym", 120, 0.3, share, seed),
      ...questions("reasoning", "template", 80, 0.52, share, seed),
      ...questions("code", "next line", 160, 0.38 + 0.32 * share ** 0.7, share, seed),
    ]),
  );
}

/** A number in (−1, 1) that looks random: the fraction of a large sine. */
function wobble(...parts: readonly number[]): number {
  const sine = Math.sin(parts.reduce((sum, part, index) => sum + part * (12.9898 + 78.233 * index), 0)) * 43758.5453;
  return 2 * (sine - Math.floor(sine)) - 1;
}

function documents(slice: string, count: number, bitsPerByte: number, share: number, seed: number): ItemRecord[] {
  const training = 0.006 * wobble(share, seed, slice.length);
  return Array.from({ length: count }, (_, index) => {
    const bytes = 900 + Math.round(500 * wobble(index, 3));
    const bits = bitsPerByte + 0.25 * wobble(index, slice.length) + training + 0.02 * wobble(index, share, seed);
    const name = `${slice}:${index}`;
    return {
      ...{ arm: `code-${share * 100}`, seed, suite: "bitsPerByte", slice, item: name, cluster: name },
      ...{ gold: null, logLikelihoods: null, nats: bits * bytes * Math.LN2, bytes, correct: null },
    };
  });
}

/** Four choices each; the right one is the likeliest where an item's difficulty is below `accuracy`. */
function questions(
  suite: string,
  slice: string,
  count: number,
  accuracy: number,
  share: number,
  seed: number,
): ItemRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const difficulty = (wobble(index, suite.length + slice.length) + 1) / 2 + 0.08 * wobble(index, share, seed);
    const margin = 4 * (accuracy - difficulty);
    return {
      ...{ arm: `code-${share * 100}`, seed, suite, slice, item: `${index}`, cluster: `${slice}-${index >> 1}` },
      ...{ gold: 0, logLikelihoods: [-9, -9 - margin, -9.5 - margin, -10 - margin], nats: null, bytes: null },
      correct: margin > 0,
    };
  });
}
