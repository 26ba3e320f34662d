import type { SparseVector } from "./features.ts";
import { minimise } from "./minimise.ts";

/** Scores and preferences of documents, by their index. */
export interface Judgements {
  readonly scores: readonly { readonly document: number; readonly score: number }[];
  readonly pairs: readonly { readonly better: number; readonly worse: number }[];
}

/** A linear model: one weight per feature, and where each score begins on its scale. */
export interface LinearModel {
  readonly weights: Float64Array;
  /** Per score that was reached or exceeded by some documents and not by others: how far up it begins. */
  readonly thresholds: readonly { readonly score: number; readonly at: number }[];
}

/** What a document has on the model's scale. */
export function latent(weights: Float64Array | Float32Array, { places, values }: SparseVector): number {
  let sum = 0;
  for (let index = 0; index < places.length; index += 1) {
    sum += (weights[places[index] ?? 0] ?? 0) * (values[index] ?? 0);
  }
  return sum;
}

/**
 * The model that is likeliest under `penalty`/2·|weights|². Scores: for each threshold, whether the score reaches it, by the logistic
 * loss (the all-threshold ordinal regression of Rennie & Srebro 2005; with two scores, logistic regression). Pairs: the better
 * one wins with the logistic of the difference (Bradley & Terry 1952). Both share the weights; thresholds are free.
 */
export function fit(
  documents: readonly SparseVector[],
  { scores, pairs }: Judgements,
  features: number,
  penalty: number,
  tolerance = 1e-6,
): LinearModel {
  const reached = [1, 2, 3, 4, 5].filter(
    (level) => scores.some(({ score }) => score >= level) && scores.some(({ score }) => score < level),
  );
  const used = [...new Set([...scores.map(({ document }) => document), ...pairs.flatMap((p) => [p.better, p.worse])])];
  const latents = new Float64Array(documents.length);
  const pulls = new Float64Array(documents.length);
  const solution = minimise(
    (point, gradient) => {
      gradient.fill(0);
      pulls.fill(0);
      for (const document of used) latents[document] = latent(point, documents[document] ?? NOTHING);
      let value = 0;
      for (const { document, score } of scores) {
        for (const [index, level] of reached.entries()) {
          const side = score >= level ? 1 : -1;
          const margin = side * ((latents[document] ?? 0) - (point[features + index] ?? 0));
          value += logisticLoss(margin);
          const pull = -side * sigmoid(-margin);
          pulls[document] = (pulls[document] ?? 0) + pull;
          gradient[features + index] = (gradient[features + index] ?? 0) - pull;
        }
      }
      for (const { better, worse } of pairs) {
        const margin = (latents[better] ?? 0) - (latents[worse] ?? 0);
        value += logisticLoss(margin);
        const pull = sigmoid(-margin);
        pulls[better] = (pulls[better] ?? 0) - pull;
        pulls[worse] = (pulls[worse] ?? 0) + pull;
      }
      for (const document of used) addTimes(gradient, documents[document] ?? NOTHING, pulls[document] ?? 0);
      for (let place = 0; place < features; place += 1) {
        const weight = point[place] ?? 0;
        value += (penalty / 2) * weight * weight;
        gradient[place] = (gradient[place] ?? 0) + penalty * weight;
      }
      return value;
    },
    features + reached.length,
    tolerance,
  );
  return {
    weights: solution.slice(0, features),
    thresholds: reached.map((score, index) => ({ score, at: solution[features + index] ?? 0 })),
  };
}

const NOTHING: SparseVector = { places: new Int32Array(0), values: new Float32Array(0) };

function addTimes(to: Float64Array, { places, values }: SparseVector, times: number): void {
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] ?? 0;
    to[place] = (to[place] ?? 0) + times * (values[index] ?? 0);
  }
}

/** ln(1 + e^−margin), without overflow. */
export function logisticLoss(margin: number): number {
  return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
}

/** 1 / (1 + e^−x), without overflow. */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}
