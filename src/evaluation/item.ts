import { createHash } from "node:crypto";
import type { SuiteName } from "../experiment/ablation-file.ts";
import type { Random } from "../stage/random.ts";

/** Held-out text that is scored as it stands. */
export interface TextItem {
  readonly kind: "text";
  readonly suite: "bitsPerByte";
  /** `corpus/source`. */
  readonly slice: string;
  readonly item: string;
  /** The document that the text is from. */
  readonly cluster: string;
  /** As Linguist names it. */
  readonly language: string | null;
  readonly text: string;
}

/** A prompt with a choice of words in it or after it; one choice is right. */
export interface Question {
  readonly kind: "question";
  readonly suite: Exclude<SuiteName, "bitsPerByte">;
  readonly slice: string;
  readonly item: string;
  /** The document or seed fact that questions share. */
  readonly cluster: string;
  readonly prompt: string;
  /** Texts that continue the prompt, their leading white space with them. */
  readonly choices: readonly string[];
  /**
   * What follows every choice. With an ending, a choice is scored by how likely it makes the ending, which is the same text for
   * all; without, by how likely it is itself. (WinoGrande is scored in the first way, "partial scoring" of Trinh & Le 2018.)
   */
  readonly ending: string | null;
  /** Index of the right choice. */
  readonly gold: number;
}

export type Item = TextItem | Question;

/** A question before its choices are put in order. */
export interface QuestionDraft {
  readonly cluster: string;
  readonly prompt: string;
  readonly right: string;
  readonly wrong: readonly string[];
  readonly ending?: string;
}

/** How many choices a question has; guessing scores one in so many. */
export const CHOICES = 4;

/** Names an item by its content: 16 hex digits of SHA-256. */
export function itemId(...content: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
}

/** A slice's drafts as questions: the right choice stands at 0, 1, 2, 3, 0, … in turn, the others are shuffled. */
export function* questions(
  suite: Question["suite"],
  slice: string,
  drafts: Iterable<QuestionDraft>,
  random: Random,
): Generator<Question> {
  let gold = random.below(CHOICES);
  for (const { cluster, prompt, right, wrong, ending = null } of drafts) {
    const choices = random.shuffled(wrong);
    choices.splice(gold, 0, right);
    const item = itemId(suite, slice, prompt, ...choices, ending ?? "");
    yield { kind: "question", suite, slice, item, cluster, prompt, choices, ending, gold };
    gold = (gold + 1) % CHOICES;
  }
}

/** After so many questions in a row that were asked before, a slice is exhausted. */
const PATIENCE = 200;

/**
 * Takes `count` questions from slices in turn, so that slices are of equal size as far as they go. A question that comes
 * twice is asked once.
 */
export function takeEvenly(slices: readonly Iterable<Question>[], count: number): Question[] {
  const taken = new Map<string, Question>();
  let open = slices.map((slice) => slice[Symbol.iterator]());
  while (taken.size < count && open.length > 0) {
    open = open.filter((slice) => {
      if (taken.size >= count) return false;
      const question = nextNew(slice, taken);
      if (question !== undefined) taken.set(question.item, question);
      return question !== undefined;
    });
  }
  return [...taken.values()];
}

function nextNew(slice: Iterator<Question, unknown>, taken: ReadonlyMap<string, Question>): Question | undefined {
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    const next = slice.next();
    if (next.done === true) return undefined;
    if (!taken.has(next.value.item)) return next.value;
  }
  return undefined;
}
