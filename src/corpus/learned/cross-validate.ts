import type { SparseVector } from "./features.ts";
import { fit, type Judgements, latent, type LinearModel, logisticLoss } from "./fit.ts";
import type { Folds } from "./folds.ts";
import { GOOD_SCORE } from "./label.ts";

/** Of the gradient; far finer than labels tell models apart. */
export const TOLERANCE = 1e-3;

/** What cross-validation found. */
export interface Validation {
  /** The penalty with the least loss. */
  readonly penalty: number;
  /** Per document, where a model that was not trained on its group puts it; 0 is the cut between good and bad. */
  readonly outOfFold: Float64Array;
  /** Mean loss in nats per judgement, for each penalty. */
  readonly losses: readonly { readonly penalty: number; readonly loss: number }[];
}

/** Chooses the penalty with the least loss on groups of documents that the model was not trained on. `size`: of the features. */
export function choosePenalty(
  vectors: readonly SparseVector[],
  judgements: Judgements,
  folds: Folds,
  size: number,
  penalties: readonly [number, ...number[]],
): Validation {
  const tried = penalties.map((penalty) => ({ penalty, ...validate(vectors, judgements, folds, size, penalty) }));
  const best = tried.reduce((a, b) => (b.loss < a.loss ? b : a));
  return {
    penalty: best.penalty,
    outOfFold: best.outOfFold,
    losses: tried.map(({ penalty, loss }) => ({ penalty, loss })),
  };
}

function validate(
  vectors: readonly SparseVector[],
  { scores, pairs }: Judgements,
  folds: Folds,
  size: number,
  penalty: number,
): { outOfFold: Float64Array; loss: number } {
  const outOfFold = new Float64Array(vectors.length);
  let loss = 0;
  let judged = pairs.length;
  for (let fold = 0; fold < folds.count; fold += 1) {
    const out = (document: number): boolean => folds.of[document] === fold;
    const training = {
      scores: scores.filter(({ document }) => !out(document)),
      pairs: pairs.filter(({ better, worse }) => !out(better) && !out(worse)),
    };
    const model = fit(vectors, training, size, penalty, TOLERANCE);
    // Models of different folds have scales of their own; the cut between good and bad is their common zero.
    const zero = cut(model);
    for (const [document, vector] of vectors.entries()) {
      if (out(document)) outOfFold[document] = latent(model.weights, vector) - zero;
    }
    for (const { document, score } of scores.filter((one) => out(one.document))) {
      for (const { score: level, at } of model.thresholds) {
        loss += logisticLoss((score >= level ? 1 : -1) * ((outOfFold[document] ?? 0) + zero - at));
        judged += 1;
      }
    }
  }
  for (const { better, worse } of pairs) loss += logisticLoss((outOfFold[better] ?? 0) - (outOfFold[worse] ?? 0));
  return { outOfFold, loss: loss / Math.max(1, judged) };
}

/** Where the good begin on the model's scale; 0 where only pairs were judged. */
export function cut({ thresholds }: LinearModel): number {
  return thresholds.find(({ score }) => score >= GOOD_SCORE)?.at ?? thresholds.at(-1)?.at ?? 0;
}
