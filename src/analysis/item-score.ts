/** What one model (an arm trained with a seed) scored on one item. An estimate is Σ value / Σ weight. */
export interface ItemScore {
  readonly arm: string;
  readonly seed: number;
  readonly item: string;
  /** The document or seed fact that items share: items of one cluster are not independent. */
  readonly cluster: string;
  /** Estimates of several strata are averaged, each with equal weight (the sources of a corpus); else one name for all. */
  readonly stratum: string;
  readonly value: number;
  readonly weight: number;
}
