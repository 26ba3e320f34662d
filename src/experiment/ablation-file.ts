import { z } from "zod";
import { modelPresets } from "./model-presets.ts";
import { checkpointModelSchema, modelSchema } from "./model.ts";
import { tokenOptionsSchema } from "./token-options.ts";

const share = z.number().min(0, "a share lies between 0 and 1").max(1, "a share lies between 0 and 1");
const decayRate = z.number().min(0).lt(1, "the share of a mean that is kept in a step is below 1");
const armName = z
  .string()
  .regex(/^[\w.+-]+$/, "an arm's name has letters, digits, '.', '_', '+' and '-' only")
  .max(80);
const seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const presetName = z
  .enum(Object.keys(modelPresets))
  .meta({ enumDescriptions: Object.values(modelPresets).map(({ description }) => description) })
  .describe("A preset by name, which says its size without embeddings.");

const mixtureSchema = z
  .record(z.string(), share)
  .describe(
    "Share of the training tokens by corpus, or by slice of one: \"code[quality > 0.6 AND language = 'Python']\"; the shares sum to 1.",
  );

const scheduleShape = z
  .enum(["cosine", "linear", "constant", "wsd"])
  .describe(
    "How the learning rate falls after the warm-up. wsd (warm-up, stable, decay) stays at the peak and falls at the end only.",
  );
const decayShape = z
  .enum(["squareRoot", "linear"])
  .describe("How a wsd schedule falls: with 1 − √progress (Hägele et al. 2024), or in a line.");
const rate = z.number().positive();
const warmupShare = share.describe("Share of the steps over which the rate rises from 0.");
const finalRateShare = share.describe("The last rate, as a share of the peak.");
const finalRate = z.number().min(0).describe("The last rate, in place of its share of the peak.");
const precision = z.enum(["float32", "bfloat16"]).default("float32");
const clip = z.number().positive().describe("Largest norm of the gradient.");
const decayShare = share.describe("Share of the steps over which a wsd schedule falls.");

const scheduleFields = {
  schedule: scheduleShape.optional(),
  rate: rate.optional().describe("Peak learning rate."),
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

const phaseSchema = z
  .strictObject({
    tokens: z.int().positive().describe("Training tokens of this phase."),
    mixture: mixtureSchema,
    ...scheduleFields,
    rate: z
      .union([rate, z.literal("continue")])
      .optional()
      .describe(
        'Peak learning rate; "continue" goes on, without a warm-up, from the last rate of the phase before: a cooldown is ' +
          '"schedule": "linear", "rate": "continue", "finalRate": 1e-6.',
      ),
    carryOptimiser: z
      .boolean()
      .default(true)
      .describe("Whether the optimiser's state comes along from the phase before, or begins anew."),
  })
  .describe("A stretch of training on one mixture with one learning-rate schedule.");

const listedArm = z
  .strictObject({
    name: armName,
    training: z
      .strictObject({ ...scheduleFields, clip: clip.optional() })
      .optional()
      .describe("How this arm is trained where that is not as the file says of all arms."),
    phases: z.array(phaseSchema).min(1, "an arm needs at least one phase"),
  })
  .describe("One way to train: its phases, one after the other.");

const proportionArms = z
  .strictObject({
    generate: z.literal("proportion"),
    of: z.string().describe("The corpus whose share varies."),
    against: z.string().describe("The corpus that fills the rest."),
    shares: z.array(share).min(1).describe("One arm for each share: 0.25 becomes the arm `<of>-25`."),
    tokens: z.int().positive().describe("Training tokens of each arm."),
    ...scheduleFields,
  })
  .describe("A grid of arms that differ in the share of one corpus at a fixed number of tokens.");

export const suiteNames = ["bitsPerByte", "knowledge", "reasoning", "code"] as const;
export type SuiteName = (typeof suiteNames)[number];

/** The schema of `NAME.ablation.json`. */
export const ablationFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    description: z.string().default("").describe("The question that this ablation answers."),
    corpora: z
      .array(z.string().min(1))
      .min(1)
      .describe("The corpora by the name of their files: text is text.corpus.json beside this file."),
    tokenizer: z
      .strictObject({
        vocabulary: z
          .int()
          .min(257)
          .max(2 ** 24)
          .describe("Tokens in the vocabulary, end-of-text and 256 bytes among them."),
        mixture: mixtureSchema,
        sampleBytes: z.int().positive().default(4_000_000).describe("Bytes of text that the tokenizer learns from."),
      })
      .optional()
      .describe("The byte-level BPE tokenizer that all arms share; left out where the model comes from a checkpoint."),
    tokens: z
      .record(z.string(), tokenOptionsSchema)
      .default({})
      .describe("By corpus, how its documents become sequences; each document as it is where a corpus is left out."),
    model: z
      .union([presetName, modelSchema, checkpointModelSchema])
      .describe("The model that all arms train: a preset's name, its shape, or a checkpoint to go on from."),
    training: z
      .strictObject({
        sequencesPerStep: z.int().positive().default(16).describe("Sequences in a step's batch."),
        sequencesPerPart: z
          .int()
          .positive()
          .optional()
          .describe(
            "Sequences of the batch that are computed at a time, to bound memory; the trainer chooses by itself.",
          ),
        documentMasking: z
          .boolean()
          .default(false)
          .describe("Whether tokens attend within their document only, where several share a sequence."),
        zLoss: z
          .number()
          .min(0)
          .default(0)
          .describe("Coefficient of log²Z, added to the loss that is differentiated (PaLM: 1e-4); 0 is none."),
        optimiser: z
          .discriminatedUnion("kind", [adamw, muon])
          .default({ kind: "adamw" })
          .describe("What updates the parameters: AdamW, or Muon with AdamW for what is no matrix of a layer."),
        schedule: scheduleShape.default("cosine"),
        rate: rate.default(0.003).describe("Peak learning rate."),
        warmupShare: warmupShare.default(0.05),
        finalRateShare: finalRateShare.default(0.1),
        finalRate: finalRate.optional(),
        decayShare: decayShare.default(0.2),
        decayShape: decayShape.default("squareRoot"),
        beta1: decayRate.default(0.9),
        beta2: decayRate.default(0.95),
        epsilon: z.number().positive().default(1e-8),
        weightDecay: z.number().min(0).default(0.1).describe("Decoupled decay of the matrices; norms never decay."),
        decayEmbeddings: z.boolean().default(true).describe("Whether the embedding and the head decay too."),
        clip: clip.default(1),
        precision: precision.describe(
          "What the operands of matrix products are rounded to. bfloat16 is faster on machines that have instructions for it; " +
            "sums, parameters and the optimiser stay float32.",
        ),
      })
      .prefault({})
      .describe("Optimiser, batch and learning-rate schedule of all phases that do not state their own."),
    seeds: z.array(seed).min(1, "at least one seed is needed").describe("Each arm is trained once with each seed."),
    baseline: armName.describe("The arm that the others are compared with."),
    arms: z.union([z.array(listedArm).min(1), proportionArms]).describe("The arms, listed or generated."),
    evaluation: z
      .strictObject({
        suites: z
          .array(z.enum(suiteNames))
          .min(1)
          .default([...suiteNames]),
        items: z.int().min(10).default(200).describe("Items of each suite of questions."),
        bytesPerSlice: z.int().positive().default(60_000).describe("Held-out bytes scored in each slice."),
        seed: seed.default(1).describe("Decides which items are asked."),
        precision: precision.describe(
          "What the operands of matrix products are rounded to when models are scored. bfloat16 is faster, and moves every " +
            "result by a little that float32 does not.",
        ),
      })
      .prefault({}),
  })
  .describe("An ablation of Ablate: arms of training that differ in their data, and how they are compared.");

export type AblationFile = z.infer<typeof ablationFileSchema>;
export type TrainingDeclaration = AblationFile["training"];
export type PhaseDeclaration = z.infer<typeof phaseSchema>;
export type ArmDeclaration = z.infer<typeof listedArm>;
export type Mixture = z.infer<typeof mixtureSchema>;
