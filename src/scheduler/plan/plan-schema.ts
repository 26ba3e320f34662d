import * as z from "zod/mini";
import { planDetailsSchema } from "./plan-details.ts";

export const stageKindSchema = z.enum([
  "measure",
  "curate",
  "contamination",
  "tokenizer",
  "tokenize",
  "train",
  "evaluate",
]);

const plannedStage = z.object({
  key: z.string(),
  kind: stageKindSchema,
  label: z.string(),
  cached: z.boolean(),
  /** Roles of its inputs to their keys: the edges of the graph. `ablate plan` alone tells these and why it is pending. */
  inputs: z.optional(z.record(z.string(), z.string())),
  because: z.optional(z.array(z.string())),
  /** Of one that is not there yet: what it will take, or its share of its pack. */
  seconds: z.optional(z.number()),
});

const plannedPack = z.object({
  keys: z.array(z.string()),
  /** Most memory that the trainer will have resident. */
  memoryBytes: z.number(),
  tokens: z.number(),
  flops: z.number(),
  seconds: z.optional(z.number()),
});

/** What a run will do: every stage, in order, and whether it is there already. Written with `zod/mini` because a webview parses it. */
export const planSchema = z.object({
  stages: z.array(plannedStage),
  /** What will be trained together, in this order. */
  packs: z.array(plannedPack),
  /** One for each arm and seed; the last of `phases` is the stage that is evaluated. */
  armRuns: z.array(
    z.object({ arm: z.string(), seed: z.number(), phases: z.array(z.string()), evaluation: z.string() }),
  ),
  secondsLeft: z.number(),
  /** Of `ablate plan`. */
  details: z.optional(planDetailsSchema),
});

export type PlannedStage = z.infer<typeof plannedStage>;
export type PlanFacts = z.infer<typeof planSchema>;
