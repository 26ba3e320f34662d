import { z } from "zod";

const positive = z.int().positive();

/** The model's shape but for its vocabulary, which the tokenizer decides. */
export const modelSchema = z
  .strictObject({
    architecture: z.enum(["llama"]).default("llama"),
    hidden: positive.describe("Width of the residual stream."),
    layers: positive,
    heads: positive.describe("Query heads; the hidden size is divided among them."),
    keyValueHeads: positive
      .optional()
      .describe("Key and value heads (grouped-query attention); as many as heads if left out."),
    feedForward: positive.describe("Inner width of the SwiGLU block."),
    context: positive.describe("Tokens per sequence."),
    ropeTheta: z.number().positive().default(10_000),
    normEpsilon: z.number().positive().default(1e-5),
    tiedEmbeddings: z.boolean().default(true).describe("Whether the classifier shares the embedding's weights."),
  })
  .refine(({ hidden, heads }) => hidden % (2 * heads) === 0, "hidden must be a multiple of 2 × heads")
  .refine(
    ({ heads, keyValueHeads }) => heads % (keyValueHeads ?? heads) === 0,
    "heads must be a multiple of keyValueHeads",
  );

export type ModelDeclaration = z.infer<typeof modelSchema>;

/** A model's shape in full, as the trainer's protocol has it. */
export interface ModelShape {
  readonly architecture: "llama";
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly feedForward: number;
  readonly context: number;
  readonly ropeTheta: number;
  readonly normEpsilon: number;
  readonly tiedEmbeddings: boolean;
}

const preset = (
  hidden: number,
  layers: number,
  heads: number,
  feedForward: number,
  context: number,
): ModelDeclaration => modelSchema.parse({ hidden, layers, heads, feedForward, context });

/** Shapes by name. A name says the rough size without embeddings. */
export const modelPresets: Readonly<Record<string, ModelDeclaration>> = {
  tiny: preset(32, 2, 2, 96, 64),
  toy: preset(128, 4, 4, 352, 128),
  "5m": preset(256, 6, 4, 704, 256),
  "25m": preset(512, 8, 8, 1408, 512),
  "85m": preset(768, 12, 12, 2048, 1024),
};

/** The full shape of a declared model over a vocabulary. */
export function modelShape(model: ModelDeclaration, vocabulary: number): ModelShape {
  return { ...model, vocabulary, keyValueHeads: model.keyValueHeads ?? model.heads };
}

/** Number of parameters; tied embeddings count once. */
export function parameterCount(shape: ModelShape): number {
  const headSize = shape.hidden / shape.heads;
  const attention = 2 * shape.hidden * shape.hidden + 2 * shape.hidden * headSize * shape.keyValueHeads;
  const feedForward = 3 * shape.hidden * shape.feedForward;
  const embeddings = (shape.tiedEmbeddings ? 1 : 2) * shape.vocabulary * shape.hidden;
  return embeddings + shape.layers * (attention + feedForward + 2 * shape.hidden) + shape.hidden;
}

/**
 * Floating-point operations to train on one token: 6N + 6·L·d·T, N being the parameters of all matrix products (the
 * classifier's included, the embedding look-up not) and the second term causal attention's.
 */
export function trainingFlopsPerToken(shape: ModelShape): number {
  const lookup = shape.tiedEmbeddings ? 0 : shape.vocabulary * shape.hidden;
  return 6 * (parameterCount(shape) - lookup) + 6 * shape.layers * shape.hidden * shape.context;
}
