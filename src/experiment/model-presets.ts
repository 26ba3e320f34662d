import { z } from "zod";
import { type ModelDeclaration, modelSchema } from "./model.ts";

/** A shape that has a name. */
export interface ModelPreset {
  readonly description: string;
  readonly model: ModelDeclaration;
}

const llama = (hidden: number, layers: number, heads: number, feedForward: number, context: number): ModelDeclaration =>
  modelSchema.parse({ hidden, layers, heads, feedForward, context });

/**
 * Shapes by name. A name says the size without embeddings. Those of the study that this tool reproduces (arXiv 2408.10914)
 * are known by their sizes and by their block alone; widths and depths are ours.
 */
export const modelPresets: Readonly<Record<string, ModelPreset>> = {
  tiny: { description: "For tests: trains in seconds.", model: llama(32, 2, 2, 96, 64) },
  toy: { description: "0.8M: for examples, trains in minutes on a processor.", model: llama(128, 4, 4, 352, 128) },
  "1m": { description: "1.0M", model: llama(128, 5, 4, 352, 256) },
  "5m": {
    description: "4.8M: the smaller shape of the benchmarks (7M with 8,192 tokens).",
    model: llama(256, 6, 4, 704, 256),
  },
  "25m": { description: "25.7M", model: llama(512, 8, 8, 1408, 512) },
  "85m": {
    description: "85M: the larger shape of the benchmarks (124M with 50,304 tokens), as wide and deep as GPT-2 small.",
    model: llama(768, 12, 12, 2048, 1024),
  },
  "300m": { description: "308M", model: llama(1024, 24, 16, 2816, 2048) },
  "470m": {
    description: "470M: the study's smaller size and its parallel block; width and depth are our choice.",
    model: modelSchema.parse({
      architecture: "cohere",
      hidden: 1280,
      layers: 24,
      heads: 20,
      feedForward: 3392,
      context: 8192,
    }),
  },
  "1b": { description: "1.03B", model: llama(2048, 20, 16, 5632, 2048) },
  "2.8b": {
    description: "2.8B: the study's larger size and its parallel block; width and depth are our choice.",
    model: modelSchema.parse({
      architecture: "cohere",
      hidden: 2560,
      layers: 32,
      heads: 20,
      feedForward: 7936,
      context: 8192,
    }),
  },
};

export const presetName = z
  .enum(Object.keys(modelPresets))
  .meta({ enumDescriptions: Object.values(modelPresets).map(({ description }) => description) })
  .describe("A preset by name, which says its size without embeddings.");

/** A model that an arm may have of its own: it starts from its seed, and shares the tokenizer. */
export const armModelSchema = z.union([presetName, modelSchema]).meta({ id: "armModel" });

/** The shape that a preset's name or a model's fields stand for; undefined for a name that no preset has. */
export function declaredShape(model: z.infer<typeof armModelSchema>): ModelDeclaration | undefined {
  return typeof model === "string" ? modelPresets[model]?.model : model;
}
