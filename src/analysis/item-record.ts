/** One row of a stage's `items.parquet`, with the arm and seed of the model that was scored. */
export interface ItemRecord {
  readonly arm: string;
  readonly seed: number;
  readonly suite: string;
  /** For the suite `bitsPerByte` "corpus/source", else a kind of question. */
  readonly slice: string;
  readonly item: string;
  readonly cluster: string;
  /** Index of the right choice. */
  readonly gold: number | null;
  /** Nats, one per choice. */
  readonly logLikelihoods: readonly number[] | null;
  /** Of the scored text. */
  readonly nats: number | null;
  readonly bytes: number | null;
  readonly correct: boolean | null;
  /** Whether training documents have so much of it that they may give it away; left out where that is not known. */
  readonly touched?: boolean;
}
