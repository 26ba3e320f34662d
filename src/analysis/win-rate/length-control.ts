import type { PairScore } from "./judged-pair.ts";

/** Half of this times the squares of the coefficients is taken off the log-likelihood: finite where an arm always wins. */
export const LENGTH_PENALTY = 0.01;

const STEPS = 100;

/**
 * The win-rate that an arm would have if both answers were equally long: σ(θ) of the logistic regression
 * score ~ σ(θ + φ · tanh(longer / sd)), where sd is the standard deviation of `longer`. After the length-controlled
 * AlpacaEval 2 (Dubois et al. 2024) without its term for the difficulty of a prompt, which needs many models. Fitted by
 * Newton's method. Undefined without scores.
 */
export function lengthControlledWinRate(scores: readonly PairScore[]): number | undefined {
  if (scores.length === 0) return undefined;
  const mean = scores.reduce((sum, { longer }) => sum + longer, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, { longer }) => sum + (longer - mean) ** 2, 0) / scores.length);
  const points = scores.map(({ score, longer }) => ({
    y: score,
    x: deviation > 0 ? Math.tanh(longer / deviation) : 0,
  }));
  let theta = 0;
  let phi = 0;
  for (let step = 0; step < STEPS; step += 1) {
    let [gradient0, gradient1, h00, h01, h11] = [
      -LENGTH_PENALTY * theta,
      -LENGTH_PENALTY * phi,
      LENGTH_PENALTY,
      0,
      LENGTH_PENALTY,
    ];
    for (const { x, y } of points) {
      const p = logistic(theta + phi * x);
      gradient0 += y - p;
      gradient1 += (y - p) * x;
      h00 += p * (1 - p);
      h01 += p * (1 - p) * x;
      h11 += p * (1 - p) * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const [change0, change1] = [
      (h11 * gradient0 - h01 * gradient1) / determinant,
      (h00 * gradient1 - h01 * gradient0) / determinant,
    ];
    // Far from the optimum the curvature says little, and a whole step may overshoot.
    const damping = Math.min(1, 2 / Math.max(Math.abs(change0), Math.abs(change1), 1e-300));
    theta += damping * change0;
    phi += damping * change1;
    if (Math.max(Math.abs(change0), Math.abs(change1)) < 1e-12) break;
  }
  return logistic(theta);
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
