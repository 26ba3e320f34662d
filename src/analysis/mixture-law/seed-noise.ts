import { mean, sum } from "../least-squares/vectors.ts";
import type { MeanSquare } from "../mean-squares.ts";

/** What seeds do to a table of values, a row for each arm and a column for each seed. */
export interface SeedNoise {
  /** Variance of an arm's mean that is its own: the arm's training, apart from what all arms have in common with a seed. */
  readonly ofArm: number;
  /** Variance of what the seeds do to all arms alike, in the mean over seeds. */
  readonly shared: MeanSquare;
}

/** Noise of training from the two-way table arms × seeds; undefined with one seed. */
export function seedNoise(values: readonly (readonly number[])[]): SeedNoise | undefined {
  const seeds = values[0]?.length ?? 0;
  const arms = values.length;
  if (seeds < 2 || arms < 2) return undefined;
  const armMeans = values.map(mean);
  const seedMeans = Array.from({ length: seeds }, (_, seed) => mean(values.map((row) => row[seed] ?? NaN)));
  const grand = mean(armMeans);
  const residual = sum(
    values.flatMap((row, arm) =>
      row.map((value, seed) => (value - (armMeans[arm] ?? NaN) - (seedMeans[seed] ?? NaN) + grand) ** 2),
    ),
  );
  const interaction = residual / ((arms - 1) * (seeds - 1));
  const between = (arms * sum(seedMeans.map((value) => (value - grand) ** 2))) / (seeds - 1);
  return {
    ofArm: interaction / seeds,
    shared: { value: Math.max(0, between - interaction) / (arms * seeds), degrees: seeds - 1 },
  };
}
