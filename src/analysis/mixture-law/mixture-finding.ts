import * as z from "zod/mini";

/*
 * What regression on mixtures found. It crosses the borders that results cross (`results.ts`), as a part of them and as an
 * event of its own, and is written with `zod/mini` for the same reason. Values are in the metric's unit and orientation.
 */

/** Shares by component; they sum to 1. */
const shares = z.record(z.string(), z.number());

const estimate = z.object({ mean: z.number(), low: z.number(), high: z.number() });

const errors = z.object({
  rootMeanSquare: z.number(),
  meanAbsolute: z.number(),
  /** 1 for perfect predictions, 0 for none better than the mean of the arms. */
  explained: z.number(),
  /** Spearman's; left out where all predictions are equal. */
  rankCorrelation: z.optional(z.number()),
});

/** A law of one metric. */
const metricLaw = z.object({
  metric: z.string(),
  title: z.string(),
  unit: z.enum(["bits per byte", "share"]),
  /** `constant` ± exp(Σ `exponents`·shares): plus where lower is better, minus where higher is. Left out with too few arms. */
  logLinear: z.optional(
    z.object({ constant: z.number(), exponents: shares, curved: z.boolean(), crossValidated: errors }),
  ),
  /** Σ `coefficients`·shares. */
  linear: z.object({ coefficients: z.record(z.string(), z.number()), crossValidated: errors }),
  /** Standard deviation of an arm's mean over seeds that training alone makes; left out with one seed. */
  trainingNoise: z.optional(z.number()),
  arms: z.array(
    z.object({
      arm: z.string(),
      measured: z.number(),
      /** By the law in use, fitted without this arm. */
      predicted: z.number(),
    }),
  ),
});

const component = z.object({
  name: z.string(),
  /** Bounds of its share in the search for the best mixture, and what sets them. */
  low: z.number(),
  high: z.number(),
  highBecause: z.enum(["measured", "asked", "repetition"]),
  /** Tokens that there are of it, each counted once; left out where not known. */
  uniqueTokens: z.optional(z.number()),
});

const proposal = z.object({ shares, reason: z.enum(["predicted-best", "uncertain-optimum", "gap"]) });

export const mixtureFindingSchema = z.object({
  /** Which law the predictions are from. */
  law: z.enum(["log-linear", "linear"]),
  components: z.array(component),
  /** Training tokens that the search is for. */
  tokens: z.number(),
  /** Most epochs of a component; left out where there is no such limit. */
  epochs: z.optional(z.number()),
  leftOut: z.array(z.object({ arm: z.string(), because: z.string() })),
  metrics: z.array(metricLaw),
  /** What is optimised: a weighted mean of metrics. Weights sum to 1. */
  objective: z.object({
    title: z.string(),
    metrics: z.array(z.object({ metric: z.string(), weight: z.number() })),
    unit: z.enum(["bits per byte", "share"]),
    decimals: z.number(),
    better: z.enum(["lower", "higher"]),
  }),
  /** The mixture that is predicted to be best within the bounds, its value corrected for having been chosen. */
  optimum: z.object({
    shares,
    ...estimate.shape,
    /** Where the best share of each component lies in 95 % of the replicates. */
    shareIntervals: z.record(z.string(), z.object({ low: z.number(), high: z.number() })),
  }),
  /** Shares in proportion to the tokens that there are, and the optimum's difference to it. Left out where these are not known. */
  stratified: z.optional(
    z.object({
      shares,
      ...estimate.shape,
      /** Whether it lies outside of the shares that were measured. */
      extrapolated: z.boolean(),
      difference: estimate,
      distinguishable: z.boolean(),
    }),
  ),
  bestMeasured: z.object({ arm: z.string(), value: z.number() }),
  proposals: z.array(proposal),
  /** The objective as the share of one component varies, the others keeping the optimum's proportions to each other. */
  profiles: z.array(
    z.object({
      component: z.string(),
      points: z.array(z.object({ share: z.number(), ...estimate.shape })),
    }),
  ),
  /** What it comes to, in a sentence. */
  finding: z.string(),
  /** What limits it, a sentence each. */
  notes: z.array(z.string()),
});

export type MixtureFinding = z.infer<typeof mixtureFindingSchema>;
export type MetricLaw = z.infer<typeof metricLaw>;
export type Estimate = z.infer<typeof estimate>;
