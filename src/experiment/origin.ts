import { z } from "zod";

/** The member `from` of an arm. */
export const originSchema = z
  .strictObject({
    experiment: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Another experiment by the name of its file: pretrain is pretrain.ablation.json beside this one; this one if left out.",
      ),
    arm: z.string().min(1).describe("An arm of it."),
    seed: z
      .int()
      .min(0)
      .optional()
      .describe(
        "The seed of it that all seeds start from, which then differ in the order of the data alone; each starts from its own if left out.",
      ),
    phase: z.int().positive().optional().describe("The phase of it, from 1; the last if left out."),
  })
  .describe(
    "What the first phase goes on from, as if the phases of that arm came before: its weights, and unless " +
      '"carryOptimiser" is false its optimiser.',
  );

export type OriginDeclaration = z.infer<typeof originSchema>;
