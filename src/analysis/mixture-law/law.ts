/** A law that says what a metric is after training on a mixture, in the orientation of a loss: lower is better. */
export interface MixtureLaw {
  /** The loss at shares that sum to 1, in the order of the design's components. */
  predict(shares: readonly number[]): number;
  /** Derivatives by the shares. The loss is convex in them. */
  slopes(shares: readonly number[]): readonly number[];
}

/** A law with what is known of how it was fitted. */
export interface FittedLaw extends MixtureLaw {
  /** Share of each arm's own value in its prediction, 0–1. */
  readonly leverage: readonly number[];
  /** Parameters that the data decided. */
  readonly parameters: number;
}

/** Losses by arm, and the mixtures that they belong to. */
export interface LawData {
  readonly shares: readonly (readonly number[])[];
  readonly losses: readonly number[];
}
