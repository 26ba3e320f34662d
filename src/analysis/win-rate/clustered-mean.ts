import { crossedVariance } from "../crossed-variance.ts";
import { criticalT } from "../student-t.ts";

/** A share with the ends of its 95 % interval; both are left out where there are too few prompts to tell. */
export interface Share {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

interface Value {
  readonly prompt: string;
  readonly seed: number;
  readonly value: number;
}

/**
 * The mean over seeds of the mean over prompts, cut to 0–1, with Student's t interval over crossed prompts and seeds
 * (`crossedVariance`). Undefined where there are no values. A prompt without a value with a seed counts as that seed's mean.
 */
export function clusteredMean(values: readonly Value[]): Share | undefined {
  const prompts = [...new Set(values.map(({ prompt }) => prompt))];
  const rows = [...new Set(values.map(({ seed }) => seed))].map((seed) => {
    const byPrompt = new Map<string, number[]>();
    for (const { prompt, value } of values.filter((candidate) => candidate.seed === seed)) {
      byPrompt.set(prompt, [...(byPrompt.get(prompt) ?? []), value]);
    }
    const means = new Map([...byPrompt].map(([prompt, list]) => [prompt, average(list)]));
    const mean = average([...means.values()]);
    const scale = prompts.length / means.size;
    return {
      mean,
      influences: Float64Array.from(prompts, (prompt) => ((means.get(prompt) ?? mean) - mean) * scale),
    };
  });
  if (rows.length === 0) return undefined;
  const seedMeans = rows.map((row) => row.mean);
  const mean = average(seedMeans);
  const degrees = rows.length - 1;
  const overSeeds =
    degrees === 0
      ? undefined
      : { value: seedMeans.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees, degrees };
  const variance = crossedVariance(
    rows.map(({ influences }) => influences),
    overSeeds,
  );
  if (variance === undefined) return { mean };
  const half = variance.value > 0 ? criticalT(0.05, variance.degrees) * Math.sqrt(variance.value) : 0;
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half) };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
