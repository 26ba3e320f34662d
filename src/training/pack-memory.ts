import { type ModelShape, parameterCount } from "../experiment/model.ts";

const BYTES_PER_FLOAT = 4;

/** Parameters, gradients and the two moments of AdamW. */
const COPIES_OF_PARAMETERS = 4;

/** Tokens whose activations the trainer holds at a time, for each arm that it works on. */
const TOKENS_AT_A_TIME = 2048;

/** Of the memory that is free, what a pack may take: the rest is for the page cache and for other programs. */
const SHARE_OF_FREE_MEMORY = 0.6;

/**
 * How many arms of a shape fit into the free memory together, at least one. Every arm has its parameters, gradients and
 * moments; activations exist once for each thread. The estimate is meant to err on the high side.
 */
export function armsThatFit(
  shape: ModelShape,
  sequencesPerStep: number,
  threads: number,
  freeBytes: number,
  sequencesPerPart?: number,
): number {
  const perArm = parameterCount(shape) * COPIES_OF_PARAMETERS * BYTES_PER_FLOAT;
  const chosen = Math.min(sequencesPerStep, Math.max(1, Math.floor(TOKENS_AT_A_TIME / shape.context)));
  const sequences = sequencesPerPart ?? chosen;
  const rows = sequences * shape.context;
  const keyValues = (2 * shape.hidden * shape.keyValueHeads) / shape.heads;
  const perLayer = 8 * shape.hidden + keyValues + 3 * shape.feedForward;
  const activations = rows * (perLayer * (shape.layers + 2) + shape.vocabulary) * BYTES_PER_FLOAT;
  const available = freeBytes * SHARE_OF_FREE_MEMORY - activations * threads;
  return Math.max(1, Math.floor(available / perArm));
}
