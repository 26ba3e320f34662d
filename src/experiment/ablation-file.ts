import { z } from "zod";
import { armName, mixtureSchema } from "./arm-declaration.ts";
import { armsSchema } from "./generators/generator.ts";
import { presetName } from "./model-presets.ts";
import { checkpointModelSchema, modelSchema } from "./model.ts";
import { effectSchema } from "./effect.ts";
import { repetitionSchema } from "./repetition.ts";
import { seedSchema, seedsSchema } from "./seeds.ts";
import { tokenOptionsSchema } from "./token-options.ts";
import { precisionSchema, trainingSchema } from "./training-declaration.ts";

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
    training: trainingSchema.prefault({}),
    seeds: seedsSchema,
    baseline: armName.describe("The arm that the others are compared with."),
    match: z
      .enum(["tokens", "bytes", "flops"])
      .default("tokens")
      .describe(
        "What arms that state as many tokens have the same of. bytes and flops: an arm's tokens are scaled, so that they make as " +
          "many bytes of text, or take as much arithmetic, as the baseline's.",
      ),
    repetition: repetitionSchema,
    effect: effectSchema.optional(),
    arms: armsSchema,
    evaluation: z
      .strictObject({
        suites: z
          .array(z.enum(suiteNames))
          .min(1)
          .default([...suiteNames]),
        items: z.int().min(10).default(200).describe("Items of each suite of questions."),
        bytesPerSlice: z.int().positive().default(60_000).describe("Held-out bytes scored in each slice."),
        seed: seedSchema.default(1).describe("Decides which items are asked."),
        precision: precisionSchema
          .default("float32")
          .describe(
            "What the operands of matrix products are rounded to when models are scored. bfloat16 is faster, and moves every " +
              "result by a little that float32 does not.",
          ),
      })
      .prefault({}),
  })
  .describe("An ablation of Ablate: arms of training that differ in their data, and how they are compared.");

export type AblationFile = z.infer<typeof ablationFileSchema>;
export type { ArmDeclaration, Mixture, PhaseDeclaration } from "./arm-declaration.ts";
export type { TrainingDeclaration } from "./training-declaration.ts";
