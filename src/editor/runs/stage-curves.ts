import type { CurvePoint } from "../../stage/runner.ts";

/** The points of training curves by the key of their stage: what lies on disk, and what a running engine adds. */
export class StageCurves {
  private readonly stored = new Map<string, readonly CurvePoint[]>();
  private readonly live = new Map<string, CurvePoint[]>();

  /** What a stage's metrics hold on disk; a resumed stage goes on behind them. */
  store(key: string, points: readonly CurvePoint[]): void {
    this.stored.set(key, points);
  }

  /** The next point of a running stage. One at or before a step that came already (after a resume) replaces it. */
  append(key: string, point: CurvePoint): void {
    const points = this.live.get(key);
    if (points === undefined) {
      this.live.set(key, [point]);
      return;
    }
    while ((points.at(-1)?.step ?? -1) >= point.step) points.pop();
    points.push(point);
  }

  /** The points of a stage, in the order of their steps. */
  points(key: string): readonly CurvePoint[] {
    const stored = this.stored.get(key) ?? [];
    const live = this.live.get(key) ?? [];
    const firstLive = live[0]?.step ?? Infinity;
    return [...stored.filter(({ step }) => step < firstLive), ...live];
  }
}
