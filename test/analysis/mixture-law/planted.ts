import type { MetricResult, Results } from "../../../src/analysis/results.ts";
import { Random } from "../../../src/stage/random.ts";

/** c and the exponents of a log-linear law by corpus, which bits per byte of one corpus follow. */
export interface PlantedLaw {
  readonly constant: number;
  readonly exponents: Readonly<Record<string, number>>;
}

export interface PlantedExperiment {
  /** By the corpus whose held-out documents are scored. */
  readonly laws: Readonly<Record<string, PlantedLaw>>;
  readonly mixtures: readonly Readonly<Record<string, number>>[];
  readonly seeds: number;
  /** Standard deviations of what a seed does to all arms alike, and of what it does to one arm. */
  readonly seedNoise: number;
  readonly runNoise: number;
  /** Tokens that there are of each corpus; arms are trained on 1,000,000. */
  readonly uniqueTokens: Readonly<Record<string, number>>;
  /** Another draw of the noise. */
  readonly draw: number;
}

const tokens = 1_000_000;

/** The value that a planted law has for a mixture. */
export function plantedValue({ constant, exponents }: PlantedLaw, mixture: Readonly<Record<string, number>>): number {
  return constant + Math.exp(Object.entries(exponents).reduce((sum, [name, t]) => sum + t * (mixture[name] ?? 0), 0));
}

/** The results of an experiment whose bits per byte follow planted laws, with noise of training. */
export function plantedResults(planted: PlantedExperiment): Omit<Results, "headline"> {
  const random = Random.of("planted", planted.draw);
  const corpora = Object.keys(planted.uniqueTokens);
  const seeds = Array.from({ length: planted.seeds }, (_, seed) => seed + 1);
  const arms = planted.mixtures.map((mixture, arm) => ({
    name: `arm-${String(arm + 1)}`,
    mixture: { ...mixture },
    tokens,
    trained: Object.fromEntries(
      corpora.map((name) => {
        const share = mixture[name] ?? 0;
        return [
          name,
          { tokenShare: share, byteShare: share, epochs: (share * tokens) / (planted.uniqueTokens[name] ?? NaN) },
        ];
      }),
    ),
  }));
  const metrics = Object.entries(planted.laws).map(([corpus, law]): MetricResult => {
    const shared = seeds.map(() => planted.seedNoise * normal(random));
    return {
      ...{
        id: `bitsPerByte/${corpus}`,
        suite: "bitsPerByte",
        corpus,
        metric: "bitsPerByte",
        title: `Bits per byte: ${corpus}`,
      },
      ...{
        finding: "",
        unit: "bits per byte",
        decimals: 3,
        better: "lower",
        items: 100,
        clusters: 100,
        intervalOver: "seedsAndItems",
      },
      arms: planted.mixtures.map((mixture, arm) => {
        const values = shared.map((effect) => plantedValue(law, mixture) + effect + planted.runNoise * normal(random));
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return {
          ...{ arm: `arm-${String(arm + 1)}`, mean, low: mean, high: mean },
          seeds: seeds.map((seed, place) => ({ seed, value: values[place] ?? NaN })),
        };
      }),
    };
  });
  const [baseline = ""] = arms.map(({ name }) => name);
  return { experiment: "planted", description: "", baseline, seeds, matched: "tokens", corpora, arms, metrics };
}

/** Mixtures drawn uniformly from all that there are. */
export function uniformMixtures(names: readonly string[], count: number, draw: number): Record<string, number>[] {
  const random = Random.of("mixtures", draw);
  return Array.from({ length: count }, () => {
    const lengths = names.map(() => -Math.log(1 - random.share()));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    return Object.fromEntries(names.map((name, place) => [name, (lengths[place] ?? NaN) / total]));
  });
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.share())) * Math.cos(2 * Math.PI * random.share());
}
