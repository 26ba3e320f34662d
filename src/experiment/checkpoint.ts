import { z } from "zod";
import type { ModelShape } from "./model.ts";

/** A checkpoint of Hugging Face transformers to train on from. */
export interface Checkpoint {
  /** Absolute. */
  readonly folder: string;
  readonly shape: ModelShape;
  /** The token id that ends a document. */
  readonly endOfText: number;
}

/** The checkpoint at a path that an ablation names, or why there is none to be used. */
export type FindCheckpoint = (path: string) => Checkpoint | { readonly complaint: string };

const count = z.int().positive();
const positive = z.number().positive();
const nothing = z.null().optional();
const absent = (what: string): z.ZodType => z.literal(false, `${what}, which cannot be computed`).nullish();

const ropeSchema = z.object({
  rope_type: z.literal("default", "has scaled rotary positions, which cannot be computed").nullish(),
  type: z.literal("default", "has scaled rotary positions, which cannot be computed").nullish(),
  rope_theta: positive.nullish(),
});

/** What of a config.json (transformers 4 or 5) decides the shape, and what would change the numbers without changing it. */
const configurationSchema = z.object({
  model_type: z.enum(["llama", "cohere"], "is of another architecture than llama and cohere"),
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  max_position_embeddings: count,
  head_dim: count.nullish(),
  rms_norm_eps: positive.nullish(),
  layer_norm_eps: positive.nullish(),
  rope_theta: positive.nullish(),
  rope_parameters: ropeSchema.nullish(),
  rope_scaling: ropeSchema.nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  logit_scale: positive.nullish(),
  eos_token_id: z.union([z.int().nonnegative(), z.array(z.int().nonnegative()).min(1)], "has no usable eos_token_id"),
  hidden_act: z.literal("silu", "has another activation than silu, which cannot be computed").nullish(),
  attention_bias: absent("has biases in attention"),
  mlp_bias: absent("has biases in its feed-forward block"),
  use_qk_norm: absent("has norms of queries and keys"),
  sliding_window: nothing,
  quantization_config: nothing,
});

/**
 * The shape and the end-of-text token that the text of a config.json declares, or why it cannot be used. What it leaves out
 * is as transformers has it. The trainer checks the same when it reads the file (`trainer/source/storage/model_configuration.h`);
 * here it is told before anything is run.
 */
export function parseCheckpointConfiguration(
  text: string,
): Omit<Checkpoint, "folder"> | { readonly complaint: string } {
  const parsed = configurationSchema.safeParse(parseJson(text));
  if (!parsed.success) return { complaint: complaintOf(parsed.error.issues[0]) };
  const { data } = parsed;
  const heads = data.num_attention_heads;
  const keyValueHeads = data.num_key_value_heads ?? heads;
  const headSize = data.hidden_size / heads;
  if (headSize % 2 !== 0 || heads % keyValueHeads !== 0 || (data.head_dim ?? headSize) !== headSize) {
    return { complaint: "has heads that do not divide its hidden size, which cannot be computed" };
  }
  const isCohere = data.model_type === "cohere";
  const theta = data.rope_parameters?.rope_theta ?? data.rope_scaling?.rope_theta ?? data.rope_theta;
  if (isCohere && theta == null) return { complaint: "has no usable rope_theta" };
  return {
    shape: {
      architecture: data.model_type,
      vocabulary: data.vocab_size,
      hidden: data.hidden_size,
      layers: data.num_hidden_layers,
      heads,
      keyValueHeads,
      feedForward: data.intermediate_size,
      context: data.max_position_embeddings,
      ropeTheta: theta ?? 10_000,
      normEpsilon: isCohere ? (data.layer_norm_eps ?? 1e-5) : (data.rms_norm_eps ?? 1e-6),
      tiedEmbeddings: data.tie_word_embeddings ?? isCohere,
      ...(isCohere ? { logitScale: data.logit_scale ?? 0.0625 } : {}),
    },
    endOfText: Array.isArray(data.eos_token_id) ? (data.eos_token_id[0] ?? 0) : data.eos_token_id,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function complaintOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined || issue.path.length === 0) return "is not a JSON object";
  if (issue.code === "invalid_value" || issue.code === "invalid_union") return issue.message;
  return issue.code === "invalid_type" && issue.expected === "null"
    ? `has a ${issue.path.join(".")}, which cannot be computed`
    : `has no usable ${issue.path.join(".")}`;
}
