import type { Results } from "../analysis/results.ts";
import type { ArmRun, StageGraph } from "../experiment/graph.ts";
import { StageError } from "../stage/runner.ts";
import type { JsonObject } from "../stage/json.ts";
import type { StageStore } from "../store/stage-store.ts";
import { readPoints } from "../training/metrics-file.ts";

/** A point of a run's curve, over all phases. */
export interface HistoryPoint {
  /** Optimiser steps and training tokens from the beginning of the first phase. */
  readonly step: number;
  readonly tokens: number;
  /** Seconds since 1970. Curves have no clock: it is as far between a phase's start and end as its steps are. */
  readonly time: number;
  /** From 1. */
  readonly phase: number;
  /** Mean nats per token; null where it is not finite. */
  readonly loss: number | null;
  readonly gradientNorm: number | null;
  readonly rate: number;
}

/** What one arm did with one seed. */
export interface RunHistory {
  readonly arm: string;
  readonly seed: number;
  readonly points: readonly HistoryPoint[];
  /** Seconds since 1970 at which training began, and seconds that it took; packs share their time. */
  readonly startedAt: number;
  readonly seconds: number;
  /** What the last model scored, by the metric's id ("bitsPerByte/code", "code:accuracy"); empty until all arms are evaluated. */
  readonly scores: Readonly<Record<string, number>>;
  /** Parameters of each phase's stage, as its manifest has them. */
  readonly phases: readonly JsonObject[];
}

/** The history of a trained arm and seed. Throws a StageError where it is not trained yet. */
export async function runHistory(
  { arm, seed, phases }: ArmRun,
  graph: StageGraph,
  store: StageStore,
  results: Results | undefined,
): Promise<RunHistory> {
  const points: HistoryPoint[] = [];
  const parameters: JsonObject[] = [];
  const clock = { startedAt: Infinity, seconds: 0 };
  let [steps, tokens] = [0, 0];
  for (const [index, key] of phases.entries()) {
    const stage = graph.stages.get(key);
    const manifest = stage === undefined ? undefined : await store.find(stage);
    if (stage === undefined || manifest === undefined) throw new StageError(`${arm} seed ${seed} is not trained yet`);
    const started = Date.parse(manifest.startedAt) / 1000;
    const curve = await readPoints(store.folder(stage));
    const last = curve.at(-1) ?? { step: 1, tokens: 0 };
    for (const { step, tokens: seen, loss, gradientNorm, rate } of curve) {
      const time = started + (manifest.seconds * step) / last.step;
      points.push({ step: steps + step, tokens: tokens + seen, time, phase: index + 1, loss, gradientNorm, rate });
    }
    steps += last.step;
    tokens += last.tokens;
    clock.startedAt = Math.min(clock.startedAt, started);
    clock.seconds += manifest.seconds;
    parameters.push(manifest.parameters);
  }
  const scores = Object.fromEntries(
    (results?.metrics ?? []).flatMap(({ id, arms }) => {
      const ofSeed = arms.find((estimate) => estimate.arm === arm)?.seeds.find((each) => each.seed === seed);
      return ofSeed === undefined ? [] : [[id, ofSeed.value] as const];
    }),
  );
  return { arm, seed, points, ...clock, scores, phases: parameters };
}
