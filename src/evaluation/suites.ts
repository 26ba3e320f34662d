import type { SuiteName } from "../experiment/ablation-file.ts";

/** What a suite measures, for tables and the editor. */
export interface Suite {
  readonly name: SuiteName;
  readonly title: string;
  readonly metric: "bitsPerByte" | "accuracy";
  /** What guessing scores. */
  readonly chance?: number;
  readonly description: string;
}

/** All suites, in the order of presentation. docs/suites.md says more. */
export const SUITES: readonly Suite[] = [
  {
    name: "bitsPerByte",
    title: "Bits per byte",
    metric: "bitsPerByte",
    description: "How well held-out documents are predicted: lower is better, and no tokenizer is favoured.",
  },
  {
    name: "knowledge",
    title: "Knowledge",
    metric: "accuracy",
    chance: 0.25,
    description: "Which of four words does WordNet's definition define?",
  },
  {
    name: "reasoning",
    title: "Reasoning",
    metric: "accuracy",
    chance: 0.25,
    description:
      "What follows from the sentences given: chains of kinds, negation, order, who holds what, the odd one out.",
  },
  {
    name: "code",
    title: "Code",
    metric: "accuracy",
    chance: 0.25,
    description: "Which of four lines of a held-out file comes next?",
  },
];
