import type { DocumentClass } from "../../experiment/corpus-file.ts";

/** A rule of a user's for one language: a query whose matches are counted, as a signal of the rule's name. */
export interface Rule {
  readonly name: string;
  /** The language's folder among the grammars. */
  readonly grammar: string;
  readonly unit: RuleUnit;
  readonly doc: string;
  /** Only documents of these classes; left out: of any that is not prose. */
  readonly classes?: readonly DocumentClass[] | undefined;
  readonly query: string;
  /** Where the query lies, for messages. */
  readonly queryFile: string;
}

/** What a rule counts of its matches: the share of characters within them, how many, or how many for each 1000 lines. */
export const ruleUnits = ["share", "count", "per1000Lines"] as const;

export type RuleUnit = (typeof ruleUnits)[number];

/** The capture that a rule's query counts. */
export const MATCH = "match";
