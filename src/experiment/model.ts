import { z } from "zod";

const positive = z.int().positive();

/** That of transformers' CohereConfig. */
const COHERE_LOGIT_SCALE = 0.0625;

/** The model's shape but for its vocabulary, which the tokenizer decides. */
export const modelSchema = z
  .strictObject({
    architecture: z
      .enum(["llama", "cohere"])
      .default("llama")
      .describe(
        "llama: attention, then feed-forward, each after an RMSNorm. cohere: both side by side after one LayerNorm.",
      ),
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
    logitScale: z
      .number()
      .positive()
      .optional()
      .describe("Factor on the logits, of cohere only; 0.0625 where it is left out."),
  })
  .refine(({ hidden, heads }) => hidden % (2 * heads) === 0, "hidden must be a multiple of 2 × heads")
  .refine(
    ({ heads, keyValueHeads }) => heads % (keyValueHeads ?? heads) === 0,
    "heads must be a multiple of keyValueHeads",
  )
  .refine(
    ({ architecture, logitScale }) => architecture === "cohere" || logitScale === undefined,
    "logitScale belongs to the architecture cohere",
  );

/** A model that was trained before, by us or by others. */
export const checkpointModelSchema = z.strictObject({
  from: z
    .string()
    .min(1)
    .describe(
      "A folder with a Hugging Face checkpoint (llama or cohere) to train on from, relative to this file. Its tokenizer is used too.",
    ),
  context: positive.optional().describe("Tokens per sequence; as many as the checkpoint was made for if left out."),
});

export type ModelDeclaration = z.infer<typeof modelSchema>;

/** A model's shape in full, as the trainer's protocol has it. */
export interface ModelShape {
  readonly architecture: "llama" | "cohere";
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
  /** Of cohere only. */
  readonly logitScale?: number | undefined;
}

/** The full shape of a declared model over a vocabulary. */
export function modelShape(model: ModelDeclaration, vocabulary: number): ModelShape {
  const { logitScale = COHERE_LOGIT_SCALE, ...shape } = model;
  const full = { ...shape, vocabulary, keyValueHeads: model.keyValueHeads ?? model.heads };
  return model.architecture === "cohere" ? { ...full, logitScale } : full;
}

/** Number of parameters; tied embeddings count once. */
export function parameterCount(shape: ModelShape): number {
  const headSize = shape.hidden / shape.heads;
  const attention = 2 * shape.hidden * shape.hidden + 2 * shape.hidden * headSize * shape.keyValueHeads;
  const feedForward = 3 * shape.hidden * shape.feedForward;
  const embeddings = (shape.tiedEmbeddings ? 1 : 2) * shape.vocabulary * shape.hidden;
  const norms = (shape.architecture === "cohere" ? 1 : 2) * shape.hidden;
  return embeddings + shape.layers * (attention + feedForward + norms) + shape.hidden;
}

/**
 * Floating-point operations to train on one token: 6N + 6·L·d·T, N being the parameters of all matrix products (the
 * classifier's included, the embedding look-up not) and the second term causal attention's.
 */
export function trainingFlopsPerToken(shape: ModelShape): number {
  const lookup = shape.tiedEmbeddings ? 0 : shape.vocabulary * shape.hidden;
  return 6 * (parameterCount(shape) - lookup) + 6 * shape.layers * shape.hidden * shape.context;
}
