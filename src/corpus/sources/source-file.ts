/** A file of a source before it is looked at. */
export interface SourceFile {
  /** Relative to the source, with `/`. Bytes of a name that are not UTF-8 are shown as U+FFFD. */
  readonly path: string;
  /** The commit that the file is taken from; null where the source has no versions. */
  readonly revision: string | null;
  readonly size: number;
  /** Rejects where the file cannot be read. */
  readonly read: () => Promise<Uint8Array>;
}

/** A place that documents come from. Its methods reject with a `StageError` where there is no such place. */
export interface FileSource {
  /** Names the state of the source: equal fingerprints mean equal files. */
  fingerprint(signal: AbortSignal): Promise<string>;
  /** Every file, in an order that depends on the source's content alone. */
  files(signal: AbortSignal): AsyncIterable<SourceFile>;
  /** Ends what `files` and `read` need; files cannot be read after it. */
  close(): void;
}
