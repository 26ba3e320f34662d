/** Corners of a piecewise-linear curve: value of the signal, desirability in [0,1]; values ascend. */
export type Curve = readonly (readonly [value: number, desirability: number])[];

/** What a signal's value is worth in [0,1]: linear between the curve's corners, constant beyond the outermost. */
export function desirability(curve: Curve, value: number): number {
  let [below, worth] = curve[0] ?? [0, 1];
  if (value <= below) return worth;
  for (const [corner, cornerWorth] of curve) {
    if (value <= corner) return worth + ((value - below) / (corner - below)) * (cornerWorth - worth);
    below = corner;
    worth = cornerWorth;
  }
  return worth;
}
