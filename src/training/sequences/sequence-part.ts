import type { Sentinel } from "../../experiment/token-options.ts";

/** A stretch of a sequence: text, or a special token that no text can contain. */
export type SequencePart = TextPart | { readonly sentinel: Sentinel };

export interface TextPart {
  readonly text: string;
  /** Whether it is the middle that the model is to fill in. */
  readonly masked: boolean;
}

/** What the model sees of one document, and whether the sequence ends after it. */
export interface SequenceItem {
  readonly path: string;
  readonly parts: readonly SequencePart[];
  readonly ends: boolean;
}

/** UTF-16 units from the start of a text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is known of the syntax of documents; undefined where a language has no grammar or a text cannot be parsed. */
export interface SyntaxReader {
  /** The nodes beside one another that lie best over a span. */
  alignedSpan(text: string, language: string, span: Span): Promise<Span | undefined>;
  /** A node, drawn in proportion to its size by a number in [0,1). */
  sampledNode(text: string, language: string, place: number): Promise<Span | undefined>;
  /** What a document imports, as it stands there. */
  imports(text: string, language: string): Promise<readonly ImportStatement[] | undefined>;
  close(): Promise<void>;
}

/** A module that is imported, and the names that are imported of it where the language says so. */
export interface ImportStatement {
  readonly module: string;
  readonly names: readonly string[];
}
