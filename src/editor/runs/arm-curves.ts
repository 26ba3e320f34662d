import type { Curve, CurvePoints } from "../../../webview/protocol.ts";
import type { CurvePoint } from "../../stage/runner.ts";

/** One arm with one seed: the `train` stages of its phases, by key, in order. */
export interface TrainedArm {
  readonly arm: string;
  readonly seed: number;
  readonly phases: readonly string[];
}

/**
 * The curve of every arm and seed that has points: those of its phases one after the other, tokens counted through from
 * the first phase. `pointsOf` gives the points of a `train` stage, tokens counted from its own start.
 */
export function armCurves(
  arms: readonly TrainedArm[],
  pointsOf: (stageKey: string) => readonly CurvePoint[],
): readonly Curve[] {
  return arms
    .map(({ arm, seed, phases }) => ({ arm, seed, points: joined(phases.map(pointsOf)) }))
    .filter(({ points }) => points.tokens.length > 0);
}

function joined(phases: readonly (readonly CurvePoint[])[]): CurvePoints {
  const points: CurvePoints = { tokens: [], loss: [], gradientNorm: [], rate: [] };
  let tokensBefore = 0;
  for (const phase of phases) {
    for (const point of phase) {
      points.tokens.push(tokensBefore + point.tokens);
      points.loss.push(point.loss);
      points.gradientNorm.push(point.gradientNorm);
      points.rate.push(point.rate);
    }
    tokensBefore += phase.at(-1)?.tokens ?? 0;
  }
  return points;
}

/** The points of `curve` from its `start`-th on. */
export function curveFrom({ arm, seed, points }: Curve, start: number): Curve {
  return {
    arm,
    seed,
    points: {
      tokens: points.tokens.slice(start),
      loss: points.loss.slice(start),
      gradientNorm: points.gradientNorm.slice(start),
      rate: points.rate.slice(start),
    },
  };
}
