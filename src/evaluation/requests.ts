import type { TextTokenizer } from "../training/tokenizer.ts";
import { END_OF_TEXT_ID } from "../training/tokenizer-format.ts";
import type { Item, Question, TextItem } from "./item.ts";

/** Token ids: how likely is the continuation after the context? Together at most the model's context + 1. */
export interface Request {
  readonly context: readonly number[];
  readonly continuation: readonly number[];
}

/** What must be asked of a model to score an item: its texts (the choices, or the text itself), each in requests to be summed. */
export type ItemRequests = readonly (readonly Request[])[];

/** Texts that are tokenised in one go. */
const BATCH_TEXTS = 512;

/**
 * The requests of each item, for models of `context` positions. Every text begins after end-of-text, as in training.
 *
 * A text is cut into windows of `context` tokens: every token is predicted once, the first of a window after the last of
 * the window before (the disjoint windows of lm-evaluation-harness).
 *
 * A choice is not tokenised alone, because tokens may cross from prompt to choice: prompt and prompt + choice are, and the
 * tokens that they all have in common from the start are the context. What is left of prompt + choice is the continuation,
 * the same rest of the prompt before every choice. Each choice of a question sees the same context, cut on the left so that
 * the longest continuation fits.
 */
export async function itemRequests(
  items: readonly Item[],
  tokenizer: Pick<TextTokenizer, "encode">,
  context: number,
): Promise<ItemRequests[]> {
  const texts = items.flatMap(textsOf);
  const encoded: number[][] = [];
  for (let start = 0; start < texts.length; start += BATCH_TEXTS)
    encoded.push(...(await tokenizer.encode(texts.slice(start, start + BATCH_TEXTS))));
  let at = 0;
  return items.map((item) => {
    const tokens = encoded.slice(at, (at += textsOf(item).length));
    return item.kind === "text" ? [windows([END_OF_TEXT_ID], tokens[0] ?? [], context)] : choices(tokens, context);
  });
}

function textsOf(item: TextItem | Question): string[] {
  return item.kind === "text" ? [item.text] : [item.prompt, ...item.choices.map((choice) => item.prompt + choice)];
}

function choices([prompt = [], ...wholes]: readonly number[][], context: number): ItemRequests {
  const shared = Math.min(...wholes.map((whole) => commonPrefix(prompt, whole)));
  const longest = Math.max(...wholes.map((whole) => whole.length - shared));
  const before = [END_OF_TEXT_ID, ...prompt.slice(0, shared)].slice(-Math.max(1, context + 1 - longest));
  return wholes.map((whole) => windows(before, whole.slice(shared), context));
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((token, index) => token !== b[index]);
  return differs === -1 ? a.length : differs;
}

function windows(before: readonly number[], tokens: readonly number[], context: number): Request[] {
  if (tokens.length <= context) return tokens.length === 0 ? [] : [{ context: before, continuation: tokens }];
  const count = Math.ceil(tokens.length / context);
  return Array.from({ length: count }, (_, index) => {
    const start = index * context;
    return {
      context: start === 0 ? before.slice(-1) : tokens.slice(start - 1, start),
      continuation: tokens.slice(start, start + context),
    };
  });
}
