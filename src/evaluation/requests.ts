import type { RequestToScore } from "../training/score.ts";
import type { TextTokenizer } from "../training/tokenizer.ts";
import type { Item } from "./item.ts";

/**
 * What must be asked of a model to score an item: a list of requests, whose results are summed, for each choice or for the
 * text itself. Context and continuation of a request together are the model's context + 1 tokens at most.
 */
export type ItemRequests = readonly (readonly RequestToScore[])[];

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
 * the longest continuation fits. An ending is scored in the same way after prompt + choice.
 */
export async function itemRequests(
  items: readonly Item[],
  tokenizer: Pick<TextTokenizer, "encode" | "endOfText">,
  context: number,
): Promise<ItemRequests[]> {
  const texts = [...new Set(items.flatMap((item) => passages(item).flatMap(({ before, whole }) => [before, whole])))];
  const tokensOf = new Map<string, readonly number[]>();
  for (let start = 0; start < texts.length; start += BATCH_TEXTS) {
    const batch = texts.slice(start, start + BATCH_TEXTS);
    for (const [index, ids] of (await tokenizer.encode(batch)).entries()) tokensOf.set(batch[index] ?? "", ids);
  }
  return items.map((item) => {
    const tokenised = passages(item).map(({ before, whole }) => {
      const [beforeTokens = [], tokens = []] = [tokensOf.get(before), tokensOf.get(whole)];
      return { tokens, shared: commonPrefix(beforeTokens, tokens) };
    });
    const hasOnePrompt = item.kind === "question" && item.ending === null;
    const least = Math.min(...tokenised.map(({ shared }) => shared));
    const split = tokenised.map(({ tokens, shared }) => {
      const at = hasOnePrompt ? least : shared;
      return { before: [tokenizer.endOfText, ...tokens.slice(0, at)], continuation: tokens.slice(at) };
    });
    const longest = Math.max(...split.map(({ continuation }) => continuation.length));
    const room = Math.max(1, context + 1 - longest);
    return split.map(({ before, continuation }) => windows(before.slice(-room), continuation, context));
  });
}

/** A text of which the part after `before` is scored. */
interface Passage {
  readonly before: string;
  readonly whole: string;
}

function passages(item: Item): Passage[] {
  if (item.kind === "text") return [{ before: "", whole: item.text }];
  const { prompt, choices, ending } = item;
  return choices.map((choice) =>
    ending === null
      ? { before: prompt, whole: prompt + choice }
      : { before: prompt + choice, whole: prompt + choice + ending },
  );
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((token, index) => token !== b[index]);
  return differs === -1 ? a.length : differs;
}

function windows(before: readonly number[], tokens: readonly number[], context: number): RequestToScore[] {
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
