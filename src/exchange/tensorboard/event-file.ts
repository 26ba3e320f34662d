import type { RunHistory } from "../run-history.ts";
import { scalarEvent, versionEvent } from "./event.ts";
import { tfRecord } from "./record.ts";

/** The name of a run's event file: TensorBoard looks for `tfevents` in names. */
export function eventFileName({ startedAt }: RunHistory): string {
  return `events.out.tfevents.${Math.floor(startedAt)}.ablate`;
}

/**
 * A run as a TensorBoard event file: `train/loss` (nats per token), `train/gradient_norm`, `train/rate` and `train/tokens` over
 * the steps, and the scores of the evaluation as `evaluation/<metric>` at the last step. What is not finite is NaN.
 */
export function eventFile({ points, startedAt, seconds, scores }: RunHistory): Buffer {
  const events = [versionEvent(startedAt)];
  for (const { step, time, loss, gradientNorm, rate, tokens } of points) {
    events.push(
      scalarEvent(time, step, {
        "train/loss": loss ?? NaN,
        "train/gradient_norm": gradientNorm ?? NaN,
        "train/rate": rate,
        "train/tokens": tokens,
      }),
    );
  }
  const evaluated = Object.entries(scores).map(([id, value]) => [`evaluation/${id}`, value] as const);
  if (evaluated.length > 0) {
    events.push(scalarEvent(startedAt + seconds, points.at(-1)?.step ?? 0, Object.fromEntries(evaluated)));
  }
  return Buffer.concat(events.map(tfRecord));
}
