import * as z from "zod/mini";

const uniqueTokens = z.object({
  tokens: z.number(),
  bytes: z.number(),
  /** Whether the tokens were counted; else they are guessed from bytes. */
  exact: z.boolean(),
});

const sourceUse = z.object({
  source: z.string(),
  tokens: z.number(),
  share: z.number(),
  /** Left out where the corpus has not been curated yet. */
  unique: z.optional(uniqueTokens),
  epochs: z.optional(z.number()),
});

const armPlan = z.object({
  arm: z.string(),
  /** Of one seed, over all phases. */
  tokens: z.number(),
  bytes: z.optional(z.number()),
  flops: z.number(),
  steps: z.number(),
  /** Of its model. */
  parameters: z.number(),
  sources: z.array(sourceUse),
});

const warning = z.object({
  kind: z.enum(["repetition", "epochs", "empty", "budget", "contamination", "seeds", "disk", "matching"]),
  message: z.string(),
  arm: z.optional(z.string()),
  source: z.optional(z.string()),
});

/**
 * What `ablate plan` works out beside the stages: of arms, of the power to find an effect, of disk, and what to look at twice.
 * Written with `zod/mini` because a webview parses it.
 */
export const planDetailsSchema = z.object({
  comparison: z.object({
    matched: z.enum(["tokens", "bytes", "flops", "additive", "nothing"]),
    label: z.string(),
    /** Sources that have to be tokenised before budgets are settled: until then they are as the file states them. */
    unmeasured: z.array(z.string()),
    /** What differs from the file, and why. */
    changes: z.array(z.string()),
  }),
  arms: z.array(armPlan),
  disk: z.object({
    /** Written by stages of tokens and training that are pending, as far as their sizes are known, and kept. */
    bytes: z.number(),
    /** Beside that while training runs: checkpoints. */
    temporaryBytes: z.number(),
    freeBytes: z.optional(z.number()),
  }),
  /** Left out where the file states no effect. */
  power: z.optional(
    z.object({
      metric: z.string(),
      difference: z.number(),
      /** Of the differences over seeds; left out where nothing is known of it. */
      deviation: z.optional(z.number()),
      /** Where the deviation is from: "stated", or the experiment of earlier results. */
      origin: z.optional(z.string()),
      /** Of a comparison, after Holm's correction for all of them. */
      alpha: z.number(),
      wanted: z.number(),
      /** Of the seeds that there are; left out below two, or where the deviation is not known. */
      power: z.optional(z.number()),
      seeds: z.int(),
      seedsNeeded: z.optional(z.int()),
    }),
  ),
  warnings: z.array(warning),
});

export type PlanDetails = z.infer<typeof planDetailsSchema>;
export type PlanWarning = z.infer<typeof warning>;
export type ArmPlan = z.infer<typeof armPlan>;
