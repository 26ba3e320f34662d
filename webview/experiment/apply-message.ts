import type { Curve, CurvePoints, HostMessage, Snapshot } from "../protocol.ts";

/** The panel's state after a message. A delta that comes before the first snapshot has nothing to change. */
export function applyMessage(state: Snapshot | undefined, message: HostMessage): Snapshot | undefined {
  if (message.type === "snapshot") return message.snapshot;
  if (state === undefined) return undefined;
  switch (message.type) {
    case "curves":
      return { ...state, curves: appendCurves(state.curves, message.curves) };
    case "progress":
      return { ...state, run: message.run };
  }
}

function appendCurves(curves: readonly Curve[], added: readonly Curve[]): Curve[] {
  const isSame = (a: Curve, b: Curve): boolean => a.arm === b.arm && a.seed === b.seed;
  const grown = curves.map((curve) => {
    const more = added.find((candidate) => isSame(candidate, curve));
    return more === undefined ? curve : { ...curve, points: appendPoints(curve.points, more.points) };
  });
  return [...grown, ...added.filter((candidate) => !curves.some((curve) => isSame(candidate, curve)))];
}

function appendPoints(points: CurvePoints, more: CurvePoints): CurvePoints {
  return {
    tokens: [...points.tokens, ...more.tokens],
    loss: [...points.loss, ...more.loss],
    gradientNorm: [...points.gradientNorm, ...more.gradientNorm],
    rate: [...points.rate, ...more.rate],
  };
}
