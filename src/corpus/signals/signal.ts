import type { DocumentClass } from "../../experiment/corpus-file.ts";

/** What a signal says and where it applies, for documentation, hovers and reports. */
export interface SignalDescription {
  /** `share` is in [0,1]. */
  readonly unit: "share" | "characters" | "lines" | "words" | "levels" | "paths" | "flag";
  readonly doc: string;
}

/** A number measured on a document. */
export interface Signal extends SignalDescription {
  readonly name: string;
  readonly family: "characters" | "lines" | "words" | "syntax";
  /** Whether documents of this class have it. Syntax signals also need a grammar for the document's language. */
  readonly appliesTo: (documentClass: DocumentClass, hasGrammar: boolean) => boolean;
}
