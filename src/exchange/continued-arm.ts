import type { TrainParameters } from "../training/train-parameters.ts";

/** What is to be trained on: files beneath the script's folder, and their shares of the sequences. */
export interface ContinuedMixture {
  /** Without `.bin` and `.idx`, relative to the script. */
  readonly prefix: string;
  readonly weight: number;
}

/** An arm whose training goes on elsewhere. */
export interface ContinuedArm {
  readonly arm: string;
  readonly seed: number;
  readonly experiment: string;
  /** The token id that ends a document. */
  readonly endOfText: number;
  /** Of its last phase. */
  readonly parameters: TrainParameters;
  readonly mixture: readonly ContinuedMixture[];
}

/** What of an arm's training another program does otherwise, whichever it is, for people. */
export function commonDifferences({ optimiser, zLoss }: TrainParameters): readonly string[] {
  return [
    ...(optimiser.muon === undefined ? [] : ["The arm was trained with Muon; AdamW goes on."]),
    ...(zLoss === undefined ? [] : [`The arm was trained with a z-loss of ${zLoss}; there is none.`]),
  ];
}
