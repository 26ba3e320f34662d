/** What a corpus or slice has to train on, once. */
export interface SourceSize {
  readonly tokens: number;
  readonly bytes: number;
}

/** The size of a source by its name in mixtures; undefined while it is not tokenised. */
export type SizeOf = (source: string) => SourceSize | undefined;
