import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../stage/key.ts";
import type { Stage } from "../stage/stage.ts";
import { newestCheckpoint } from "./checkpoints.ts";
import { modelShapeSchema, optimiserSchema, precisionSchema, scheduleSchema } from "./protocol.ts";

/** The parameters of a `train` stage: one phase of one arm with one seed. */
export const trainParametersSchema = z.strictObject({
  precision: precisionSchema.optional(),
  model: modelShapeSchema,
  optimiser: optimiserSchema,
  schedule: scheduleSchema,
  steps: z.int().positive(),
  sequencesPerStep: z.int().positive(),
  sequencesPerPart: z.int().positive().optional(),
  zLoss: z.number().positive().optional(),
  documentMasking: z.literal(true).optional(),
  /** Of the order of the data, and of the parameters where they have none of their own. */
  seed: z.int().nonnegative(),
  initialisationSeed: z.int().nonnegative().optional(),
  /** Corpus to its share of the sequences; shares sum to 1. */
  mixture: z.record(z.string(), z.number().positive()),
  /** A checkpoint that a first phase starts from, in place of its seed. */
  checkpoint: z.strictObject({ folder: z.string(), fingerprint: z.string() }).optional(),
  /** Whether a later phase goes on with the moments of the one before. */
  carryOptimiser: z.boolean(),
});

export type TrainParameters = z.infer<typeof trainParametersSchema>;

/** Target tokens that a stage is trained on in one step. */
export function tokensPerStep({ model, sequencesPerStep }: TrainParameters): number {
  return model.context * sequencesPerStep;
}

/**
 * What train stages must have in common to be one pack: all that is not of an arm alone (its seed, mixture, start, learning
 * rate and clip), and the step from which they resume.
 */
export async function trainPackKey(stage: Stage, folder: string): Promise<string> {
  const optimiser = { ...z.record(z.string(), z.json()).parse(stage.parameters["optimiser"]), clip: 0 };
  const ofAnArm = { seed: 0, initialisationSeed: 0, mixture: {}, carryOptimiser: false, schedule: {}, optimiser };
  const tokenizer = stage.inputs["tokenizer"] ?? "";
  const resumesFrom = await newestCheckpoint(folder);
  return createHash("sha256")
    .update(canonicalJson({ ...stage.parameters, ...ofAnArm, tokenizer, resumesFrom }))
    .digest("hex");
}
