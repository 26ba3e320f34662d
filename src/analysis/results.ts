import * as z from "zod/mini";
import { mixtureFindingSchema } from "./mixture-law/mixture-finding.ts";
import { suiteContaminationSchema } from "./suite-contamination.ts";

/*
 * Results cross three borders (a file, the engine's events, the webview), so their types are read off a schema. It is
 * written with `zod/mini`, because the webview, which has a size budget and forbids `eval`, parses with it too.
 */

const difference = z.object({
  /** Arm minus baseline, in the metric's unit, with the ends of its 95 % interval. */
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  /** `mean` as a share of the baseline's mean; left out where that is 0. */
  relative: z.optional(z.number()),
  /** Two-sided p value after Holm's correction over the arms of this metric; left out where there is no interval. */
  p: z.optional(z.number()),
  /** Whether `p` is below 0.05. */
  distinguishable: z.boolean(),
});

const armEstimate = z.object({
  arm: z.string(),
  mean: z.number(),
  /** Ends of the 95 % interval; both equal the mean where `intervalOver` is `nothing`. */
  low: z.number(),
  high: z.number(),
  seeds: z.array(z.object({ seed: z.number(), value: z.number() })),
  /** To the baseline arm, paired by seed and by item. Left out for the baseline itself. */
  difference: z.optional(difference),
});

const metricResult = z.object({
  /** Unique within the results: "bitsPerByte/code/app", "knowledge:accuracy". */
  id: z.string(),
  suite: z.string(),
  /** For bits per byte: the corpus whose held-out documents were scored. */
  corpus: z.optional(z.string()),
  /** A part of the suite: a source of the corpus, a kind of question. Left out for the whole. */
  slice: z.optional(z.string()),
  /** Whether this is a whole without the items that training documents touch; its `slice` then says so too. */
  untouched: z.optional(z.boolean()),
  metric: z.enum(["bitsPerByte", "accuracy", "correctProbability"]),
  title: z.string(),
  /** One sentence on what the arms did to this metric. */
  finding: z.string(),
  /** Values of the unit `share` lie in 0–1 and are shown as percentages. */
  unit: z.enum(["bits per byte", "share"]),
  /** Decimals worth showing, given the width of the intervals (of percent, where the unit is `share`). */
  decimals: z.number(),
  better: z.enum(["lower", "higher"]),
  /** What guessing scores. */
  chance: z.optional(z.number()),
  items: z.number(),
  /** Documents or seed facts that items share: the independent units. */
  clusters: z.number(),
  /** What the intervals account for: with one seed they are blind to the noise of training. */
  intervalOver: z.enum(["seedsAndItems", "items", "seeds", "nothing"]),
  arms: z.array(armEstimate),
});

/** What an arm was really trained on, by corpus, over all its phases: the mean of its seeds. */
const trainedShares = z.record(
  z.string(),
  z.object({
    tokenShare: z.number(),
    byteShare: z.number(),
    /** How often it was seen. */
    epochs: z.number(),
  }),
);

export const resultsSchema = z.object({
  experiment: z.string(),
  description: z.string(),
  /** Name of the arm that the others are compared with. */
  baseline: z.string(),
  seeds: z.array(z.number()),
  /** What the arms have in common, so that they can be compared. */
  matched: z.enum(["tokens", "bytes", "flops", "additive", "nothing"]),
  /** The same in a sentence. Left out in results from before there was a choice. */
  comparison: z.optional(z.string()),
  corpora: z.array(z.string()),
  /**
   * The corpus whose share tells the arms apart: the x axis of the proportion curve. Left out unless the arms mix two
   * corpora and no two arms have the same mixture.
   */
  proportionOf: z.optional(z.string()),
  /** `mixture`: share of the tokens of each corpus over all phases; corpora that an arm leaves out are left out. */
  arms: z.array(
    z.object({
      name: z.string(),
      mixture: z.record(z.string(), z.number()),
      tokens: z.number(),
      /** How many mixtures it is trained on, one after the other; left out for one. */
      mixtures: z.optional(z.number()),
      /** How it is trained but for mixtures and tokens: the same text for arms that are trained alike. */
      recipe: z.optional(z.string()),
      /** Left out in results from before it was counted. */
      trained: z.optional(trainedShares),
    }),
  ),
  /** What training documents have of the items; left out where they were not searched. */
  contamination: z.optional(suiteContaminationSchema),
  /** Wholes first, in the order in which they are read; then the slices in the same order, then wholes of untouched items. */
  metrics: z.array(metricResult),
  /** Laws of the mixture, where the arms are enough different mixtures (docs/mixture-regression.md). */
  mixtureLaw: z.optional(mixtureFindingSchema),
  headline: z.string(),
});

/** What an experiment found: an estimate with interval for every metric and arm. */
export type Results = z.infer<typeof resultsSchema>;
export type TrainedShares = z.infer<typeof trainedShares>;
export type MetricResult = z.infer<typeof metricResult>;
export type ArmEstimate = z.infer<typeof armEstimate>;
export type Difference = z.infer<typeof difference>;
