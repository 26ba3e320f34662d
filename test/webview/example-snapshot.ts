import { analyse } from "../../src/analysis/analyse.ts";
import type { Curve, Results, Snapshot } from "../../webview/protocol.ts";
import { exampleExperiment, exampleRecords } from "../analysis/example.ts";

export const exampleResults: Results = analyse(exampleExperiment, exampleRecords());

const points = 60;
const tokensPerPoint = 400_000 / points;

/** The first `share` of a training curve: a falling power law with a fixed ripple, lower with more code. */
function curveOf(arm: string, code: number, seed: number, share: number): Curve {
  const steps = Array.from({ length: Math.round(points * share) }, (_, index) => index + 1);
  const ripple = (step: number): number => 0.05 * Math.sin(step * (1.3 + seed) + 7 * code);
  return {
    arm,
    seed,
    points: {
      tokens: steps.map((step) => step * tokensPerPoint),
      loss: steps.map((step) => 2.2 - 0.9 * code + 6 * (step + 1) ** -0.6 + ripple(step)),
      gradientNorm: steps.map((step) => 0.6 + 2 / step + ripple(step) ** 2),
      rate: steps.map((step) => 0.003 * Math.min(1, step / 4) * (0.55 + 0.45 * Math.cos((Math.PI * step) / points))),
    },
  };
}

const kinds = [
  ["curate", ["text", "code"]],
  ["tokenizer", ["of 4096"]],
  ["tokenize", ["text", "code"]],
  ["train", exampleExperiment.arms.flatMap((arm) => exampleExperiment.seeds.map((seed) => `${arm.name} seed ${seed}`))],
  [
    "evaluate",
    exampleExperiment.arms.flatMap((arm) => exampleExperiment.seeds.map((seed) => `${arm.name} seed ${seed}`)),
  ],
] as const;

const facts = {
  name: exampleExperiment.experiment,
  description: exampleExperiment.description,
  file: "experiments/proportion.ablation.json",
  baseline: exampleExperiment.baseline,
  seeds: exampleExperiment.seeds,
  corpora: exampleExperiment.corpora,
  proportionOf: "code",
  arms: exampleExperiment.arms,
};

/** An experiment whose arms have trained on `share` of their tokens; complete, with results, from 1 on. */
export function exampleSnapshot(share: number): Snapshot {
  const complete = share >= 1;
  const stages = kinds.flatMap(([kind, labels], order) =>
    labels.map((label) => ({
      key: `${kind}-${label}`,
      label: `${kind} ${label}`,
      kind,
      state: complete
        ? ("done" as const)
        : order < 3
          ? ("cached" as const)
          : kind === "train"
            ? ("running" as const)
            : ("waiting" as const),
    })),
  );
  return {
    experiment: facts,
    restore: "file:///workspace/experiments/proportion.ablation.json",
    canRun: true,
    run: {
      state: complete ? "done" : "running",
      startedAt: 0,
      stages,
      ...(!complete && {
        progress: {
          label: "Train 5 arms × 2 seeds",
          done: share,
          total: 1,
          unit: "tokens",
          secondsLeft: 200 * (1 - share),
        },
      }),
    },
    curves: facts.arms.flatMap((arm) =>
      facts.seeds.map((seed) => curveOf(arm.name, arm.mixture["code"] ?? 0, seed, Math.min(1, share))),
    ),
    ...(complete && { results: exampleResults }),
  };
}

/** An experiment that has never run. */
export function untouchedSnapshot(): Snapshot {
  return {
    experiment: facts,
    canRun: false,
    cannotRunBecause: "This workspace is not trusted: it can be viewed only.",
    curves: [],
  };
}
