import type { SyntaxSignal } from "../../../../src/corpus/signals/syntax.ts";

/** Code in a language, and what its signals are. Comments beside the lines are what the counts follow from. */
export interface Sample {
  readonly lines: readonly string[];
  /** Counted by hand; shares as (what was counted) / (of how many). */
  readonly signals: Readonly<Partial<Record<SyntaxSignal, number>>>;
}

/** By the language's name at Linguist. */
export type Samples = Readonly<Record<string, Sample>>;
