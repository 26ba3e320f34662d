import type { Question } from "../../src/evaluation/item.ts";

/** Rules that answer without understanding: each gives a choice a score, and the first choice of the largest is taken. */
export const COPYING_RULES: Readonly<Record<string, (choice: string, prompt: string) => number>> = {
  longest: (choice) => choice.length,
  shortest: (choice) => -choice.length,
  "first mentioned": (choice, prompt) => -prompt.indexOf(choice.trim()),
  "last mentioned": (choice, prompt) => prompt.lastIndexOf(choice.trim()),
  "most often mentioned": (choice, prompt) => prompt.split(choice.trim()).length,
};

/** The share of questions that a rule answers right. */
export function accuracyOf(rule: (choice: string, prompt: string) => number, questions: readonly Question[]): number {
  const right = questions.filter(({ choices, prompt, gold }) => {
    const scores = choices.map((choice) => rule(choice, prompt));
    return scores.indexOf(Math.max(...scores)) === gold;
  });
  return right.length / questions.length;
}

/** Four standard errors of a share of 1/4 over `count` questions: a rule that knows nothing stays within. */
export function noise(count: number): number {
  return 4 * Math.sqrt((0.25 * 0.75) / count);
}
