import type { DocumentClass } from "../../experiment/corpus-file.ts";

/** What a signal says, in which unit, and whose it is, for documentation, hovers and reports. */
export interface SignalDescription {
  readonly unit: SignalUnit;
  /** The pipelines that filter by it, or "Ablate"; docs/corpus.md has the papers. */
  readonly source: string;
  readonly doc: string;
}

export type SignalUnit = keyof typeof UNIT_RANGES;

/** Every unit and the values that a signal of it can have. */
export const UNIT_RANGES = {
  share: "0 to 1",
  flag: "0 or 1",
  characters: "0 or more",
  bytes: "0 or more",
  lines: "0 or more",
  words: "0 or more",
  sentences: "0 or more",
  variables: "0 or more",
  functions: "0 or more",
  levels: "0 or more",
  paths: "1 or more",
  nats: "0 or more",
  "per word": "0 or more",
  "per line": "0 or more",
} as const;

export type SignalFamily = "characters" | "lines" | "words" | "path" | "syntax";

/** A number measured on a document. */
export interface Signal extends SignalDescription {
  readonly name: string;
  readonly family: SignalFamily;
  /** Whether documents of this class have it. Syntax signals also need a grammar for the document's language. */
  readonly appliesTo: (documentClass: DocumentClass, hasGrammar: boolean) => boolean;
}
