import { SHORTEST_ITEM, wordsOf } from "../../corpus/contamination/words.ts";
import type { Item, Question } from "../item.ts";

/** A text that is looked for, and the part of it that a run must have whole to give the item away. */
export interface TextLookedFor {
  readonly text: string;
  /** Spans of words in UTF-16 units; undefined where any run counts. */
  readonly answer: { readonly start: number; readonly end: number } | undefined;
}

/** What is looked for of an item in training documents. */
export interface LookedFor {
  readonly words: TextLookedFor;
  /** Compared by its syntax. */
  readonly program: (TextLookedFor & { readonly language: string }) | undefined;
}

/** Before the answer of a question about code, so many words are looked for with it, in whole lines; more by syntax. */
const WORDS_BEFORE = 20;
const WORDS_BEFORE_BY_SYNTAX = 40;

/**
 * What is looked for of an item. A text and a question are looked for as they are asked, with the right answer. Of a question
 * about code it is the right line with the lines before it: a run that ends before the answer does not give it away.
 * `byDesign`: the question asks about training documents on purpose. `short`: there are too few words to be looked for.
 */
export function lookedFor(item: Item): LookedFor | "byDesign" | "short" {
  if (item.suite === "knowledge" && item.slice === "heldIn") return "byDesign";
  const found = item.kind === "text" ? ofText(item.text, item.language) : ofQuestion(item);
  return wordsOf(found.words.text).hashes.length < SHORTEST_ITEM ? "short" : found;
}

function ofText(text: string, language: string | null): LookedFor {
  const whole = { text, answer: undefined };
  return { words: whole, program: language === null ? undefined : { ...whole, language } };
}

function ofQuestion({ suite, slice, prompt, choices, gold, ending }: Question): LookedFor {
  const right = choices[gold] ?? "";
  if (suite !== "code") return ofText(`${prompt}${right}${ending ?? ""}`, null);
  return {
    words: endOf(prompt, right, WORDS_BEFORE),
    program: { ...endOf(prompt, right, WORDS_BEFORE_BY_SYNTAX), language: slice },
  };
}

/** The answer after the last lines of the prompt that have so many words together. */
function endOf(prompt: string, right: string, words: number): TextLookedFor {
  const lines = prompt.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let before = "";
  for (const line of lines.toReversed()) {
    if (wordsOf(before).hashes.length >= words) break;
    before = line + before;
  }
  const { starts, ends } = wordsOf(right);
  return {
    text: before + right,
    answer: { start: before.length + (starts[0] ?? 0), end: before.length + (ends.at(-1) ?? right.length) },
  };
}
