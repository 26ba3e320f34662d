import { z } from "zod";

/** The member `effect` of an ablation file. */
export const effectSchema = z
  .strictObject({
    metric: z
      .string()
      .min(1)
      .default("bitsPerByte")
      .describe(
        "A metric by its id in the results, such as bitsPerByte/code or knowledge:accuracy; or how its id begins, for the " +
          "noisiest of several.",
      ),
    difference: z
      .number()
      .positive()
      .describe("The smallest difference to the baseline that matters, in the metric's unit."),
    deviation: z
      .number()
      .positive()
      .optional()
      .describe(
        "Standard deviation over seeds of an arm's difference to the baseline; as earlier runs have it if left out.",
      ),
    power: z.number().gt(0).lt(1).default(0.8).describe("The chance with which that difference shall be found."),
  })
  .describe("What the experiment is to find: `ablate plan` says how many seeds that takes.");

export type EffectDeclaration = z.infer<typeof effectSchema>;
