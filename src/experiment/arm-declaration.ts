import { z } from "zod";
import { armModelSchema } from "./model-presets.ts";
import { originSchema } from "./origin.ts";
import { armTrainingSchema, scheduleFields } from "./training-declaration.ts";

export const shareSchema = z.number().min(0, "a share lies between 0 and 1").max(1, "a share lies between 0 and 1");

export const armName = z
  .string()
  .regex(/^[\w.+-]+$/, "an arm's name has letters, digits, '.', '_', '+' and '-' only")
  .max(80);

export const mixtureSchema = z
  .record(z.string(), shareSchema)
  .describe(
    "Share of the training tokens by corpus, or by slice of one: \"code[quality > 0.6 AND language = 'Python']\"; the shares sum to 1.",
  );

const phaseFields = {
  tokens: z.int().positive().describe("Training tokens of this phase."),
  mixture: mixtureSchema,
  added: z
    .record(z.string(), z.int().positive())
    .optional()
    .describe(
      "Tokens of corpora or slices on top of the others (additive): the text stays as it is, and the phase grows. Shares " +
        "alone are competitive: what one source gains, the others lose.",
    ),
  ...scheduleFields,
  rate: z
    .union([z.number().positive(), z.literal("continue")])
    .optional()
    .describe(
      'Peak learning rate; "continue" goes on, without a warm-up, from the last rate of the phase before: a cooldown is ' +
        '"schedule": "linear", "rate": "continue", "finalRate": 1e-6.',
    ),
  carryOptimiser: z
    .boolean()
    .default(true)
    .describe("Whether the optimiser's state comes along from the phase before, or begins anew."),
};

export const phaseSchema = z.strictObject(phaseFields).meta({
  id: "phase",
  description: "A stretch of training on one mixture with one learning-rate schedule.",
});

const { mixture: _mixture, added: _added, ...stretch } = phaseFields;

/** What a phase says but for its mixture, which a generator makes. */
export const generatedPhaseFields = stretch;

export const listedArmSchema = z
  .strictObject({
    name: armName,
    model: armModelSchema.optional().describe("The model of this arm where it is not that of all arms."),
    training: armTrainingSchema.optional(),
    from: originSchema.optional(),
    phases: z.array(phaseSchema).min(1, "an arm needs at least one phase"),
  })
  .describe("One way to train: its phases, one after the other.");

export type PhaseDeclaration = z.infer<typeof phaseSchema>;
export type ArmDeclaration = z.infer<typeof listedArmSchema>;
export type Mixture = z.infer<typeof mixtureSchema>;
