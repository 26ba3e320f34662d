import { logisticLoss, sigmoid } from "./fit.ts";
import { minimise } from "./minimise.ts";

/** Turns a place on a model's scale into a probability: 1 / (1 + e^−(slope·x + offset)). */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Platt's calibration (1999) of scores that the model gave to documents it was not trained on, with his targets: (N₊+1)/(N₊+2)
 * for the good and 1/(N₋+2) for the bad, so that few documents do not make it certain.
 */
export function calibrate(scores: readonly { readonly latent: number; readonly good: boolean }[]): Calibration {
  const good = scores.filter((score) => score.good).length;
  const high = (good + 1) / (good + 2);
  const low = 1 / (scores.length - good + 2);
  const [slope = 1, offset = 0] = minimise((point, gradient) => {
    gradient.fill(0);
    let value = 0;
    for (const { latent, good: isGood } of scores) {
      const target = isGood ? high : low;
      const x = (point[0] ?? 0) * latent + (point[1] ?? 0);
      value += target * logisticLoss(x) + (1 - target) * logisticLoss(-x);
      const pull = sigmoid(x) - target;
      gradient[0] = (gradient[0] ?? 0) + pull * latent;
      gradient[1] = (gradient[1] ?? 0) + pull;
    }
    return value;
  }, 2);
  return { slope, offset };
}

/** The probability that a document is good. */
export function calibrated({ slope, offset }: Calibration, latent: number): number {
  return sigmoid(slope * latent + offset);
}
