import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { RefusalRule } from "../../store/documents.ts";

/**
 * What a source says of one document. What is left out is not known: class and licence are then the declared ones of the
 * source, the language is told by path and content.
 */
export interface DocumentOrigin {
  /** Relative to the source, with `/`. Bytes of a name that are not UTF-8 are shown as U+FFFD. */
  readonly path: string;
  /** The commit that it is taken from; null where the source has no versions. */
  readonly revision: string | null;
  /** Overrules the class that is declared for the source. */
  readonly class?: DocumentClass | undefined;
  /** As Linguist names it. Of a file that is converted it may be known only when `read` has resolved. */
  readonly language?: string | undefined;
  /** SPDX expression. */
  readonly licence?: string | undefined;
  /** Name or address of the repository, without credentials. */
  readonly repository?: string | undefined;
  /** Git object id of the content as the repository has it. */
  readonly blob?: string | undefined;
  /** When the document was written or committed: ISO 8601, UTC. */
  readonly time?: string | undefined;
  /** How it was made, for what a program has written: JSON. */
  readonly provenance?: string | undefined;
}

/** What `read` rejects with for content that is there and is not to be a document; `message` is a sentence. */
export class RefusedDocument extends Error {
  override readonly name = "RefusedDocument";
  /** What it is dropped by. */
  readonly rule: RefusalRule;

  constructor(rule: RefusalRule, message: string) {
    super(message);
    this.rule = rule;
  }
}

/** A document of a source before it is looked at. */
export interface SourceFile extends DocumentOrigin {
  /** Bytes that `read` gives; null where that is known only when it has resolved. */
  readonly size: number | null;
  /** The file whose bytes `read` gives as they are: a thread may read it itself. Names need not be UTF-8. */
  readonly location?: Uint8Array;
  /** Rejects where the document cannot be read. */
  readonly read: () => Promise<Uint8Array>;
}

/** How much there is to go through, for progress. */
export interface SourceExtent {
  readonly amount: number;
  readonly unit: "bytes" | "commits";
}

/** What a source leaves out without a document that says so. */
export type Unselected = "file" | "ignoredFile" | "ignoredFolder";

/** Is told what goes on while the documents of a source are gone through. */
export interface SourceListener {
  /** Of a source with an extent: so much of it has been gone through. */
  reached?(amount: number): void;
  /** So many files are not selected by the source, or files or whole folders are ignored by a .gitignore. */
  leftOut?(what: Unselected, count: number): void;
}

/** A place that documents come from. Its methods reject with a `StageError` where there is no such place. */
export interface FileSource {
  /** Names the state of the source: equal fingerprints mean equal files. */
  fingerprint(signal: AbortSignal): Promise<string>;
  /**
   * Every document, in an order that depends on the source's content alone. A source of rows holds the text of a document until
   * the document is let go: take them as they come, never as one list.
   */
  files(signal: AbortSignal, listener?: SourceListener): AsyncIterable<SourceFile>;
  /**
   * Left out, it is the sum of the documents' sizes, for which they are listed once more: where listing them reads them, or takes
   * long, it is worth a method of its own.
   */
  extent?(signal: AbortSignal): Promise<SourceExtent>;
  /** Licence texts and manifests, selected or not, by their paths; those above the source begin with `../`. */
  licenceFiles?(signal: AbortSignal): AsyncIterable<SourceFile>;
  /** Ends what `files` and `read` need; files cannot be read after it. */
  close(): void;
}
