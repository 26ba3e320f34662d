import { z } from "zod";

const share = z.number().min(0, "a share lies between 0 and 1").max(1, "a share lies between 0 and 1");
const decayRate = z.number().min(0).lt(1, "the share of a mean that is kept in a step is below 1");

const scheduleShape = z
  .enum(["cosine", "linear", "constant", "wsd"])
  .describe(
    "How the learning rate falls after the warm-up. wsd (warm-up, stable, decay) stays at the peak and falls at the end only.",
  );
const decayShape = z
  .enum(["squareRoot", "linear"])
  .describe("How a wsd schedule falls: with 1 − √progress (Hägele et al. 2024), or in a line.");
const rate = z.number().positive().describe("Peak learning rate.");
const warmupShare = share.describe("Share of the steps over which the rate rises from 0.");
const finalRateShare = share.describe("The last rate, as a share of the peak.");
const finalRate = z.number().min(0).describe("The last rate, in place of its share of the peak.");
const decayShare = share.describe("Share of the steps over which a wsd schedule falls.");

/** What a phase, an arm or a generator may say of the learning rate in place of what stands for all. */
export const scheduleFields = {
  schedule: scheduleShape.optional(),
  rate: rate.optional(),
  warmupShare: warmupShare.optional(),
  finalRateShare: finalRateShare.optional(),
  finalRate: finalRate.optional(),
  decayShare: decayShare.optional(),
  decayShape: decayShape.optional(),
};

const adamw = z.strictObject({ kind: z.literal("adamw") });
const muon = z
  .strictObject({
    kind: z.literal("muon"),
    momentum: decayRate.default(0.95).describe("Share of the momentum that is kept in a step."),
  })
  .describe("Orthogonalised momentum (Jordan 2024), scaled so that rates of AdamW fit (Moonlight).");

export const precisionSchema = z.enum(["float32", "bfloat16"]);

/** Every field of "training", without its default. */
const fields = {
  sequencesPerStep: z.int().positive().describe("Sequences in a step's batch."),
  sequencesPerPart: z
    .int()
    .positive()
    .describe("Sequences of the batch that are computed at a time, to bound memory; the trainer chooses by itself."),
  documentMasking: z
    .boolean()
    .describe("Whether tokens attend within their document only, where several share a sequence."),
  zLoss: z
    .number()
    .min(0)
    .describe("Coefficient of log²Z, added to the loss that is differentiated (PaLM: 1e-4); 0 is none."),
  optimiser: z
    .discriminatedUnion("kind", [adamw, muon])
    .describe("What updates the parameters: AdamW, or Muon with AdamW for what is no matrix of a layer."),
  schedule: scheduleShape,
  rate,
  warmupShare,
  finalRateShare,
  finalRate,
  decayShare,
  decayShape,
  beta1: decayRate,
  beta2: decayRate,
  epsilon: z.number().positive(),
  weightDecay: z.number().min(0).describe("Decoupled decay of the matrices; norms never decay."),
  decayEmbeddings: z.boolean().describe("Whether the embedding and the head decay too."),
  clip: z.number().positive().describe("Largest norm of the gradient."),
  precision: precisionSchema.describe(
    "What the operands of matrix products are rounded to. bfloat16 is faster on machines that have instructions for it; " +
      "sums, parameters and the optimiser stay float32.",
  ),
};

/** What a file says of all its arms. */
export const trainingSchema = z
  .strictObject({
    sequencesPerStep: fields.sequencesPerStep.default(16),
    sequencesPerPart: fields.sequencesPerPart.optional(),
    documentMasking: fields.documentMasking.default(false),
    zLoss: fields.zLoss.default(0),
    optimiser: fields.optimiser.default({ kind: "adamw" }),
    schedule: fields.schedule.default("cosine"),
    rate: fields.rate.default(0.003),
    warmupShare: fields.warmupShare.default(0.05),
    finalRateShare: fields.finalRateShare.default(0.1),
    finalRate: fields.finalRate.optional(),
    decayShare: fields.decayShare.default(0.2),
    decayShape: fields.decayShape.default("squareRoot"),
    beta1: fields.beta1.default(0.9),
    beta2: fields.beta2.default(0.95),
    epsilon: fields.epsilon.default(1e-8),
    weightDecay: fields.weightDecay.default(0.1),
    decayEmbeddings: fields.decayEmbeddings.default(true),
    clip: fields.clip.default(1),
    precision: fields.precision.default("float32"),
  })
  .describe("Optimiser, batch and learning-rate schedule of all phases that do not state their own.");

/** What an arm says of its own training; what it leaves out is as the file says of all. */
export const armTrainingSchema = z.strictObject(fields).partial().meta({
  id: "armTraining",
  description: "How this arm is trained where that is not as the file says of all arms.",
});

/** The schemas of single fields, for generators that try several values of one. */
export const trainingFieldSchemas = fields;

export type TrainingDeclaration = z.infer<typeof trainingSchema>;
export type ArmTrainingDeclaration = z.infer<typeof armTrainingSchema>;
