import type { ClusterTable } from "./cluster-table.ts";

/** An estimate of a variance, and how well it is known. */
export interface MeanSquare {
  readonly value: number;
  readonly degrees: number;
}

/** Below this number of seeds, the noise of training is taken to be equal in all arms and estimated from all of them. */
const seedsThatSpeakForThemselves = 5;

/**
 * Variance over seeds of one arm's estimate: the arm's own with five seeds or more, else averaged over the arms. The
 * average splits into seeds (S − 1 degrees of freedom) and arms × seeds ((A − 1)(S − 1)), because arms with the same seed
 * see the same data order and are not independent; its degrees of freedom are Satterthwaite's. Needs two seeds.
 */
export function seedVarianceOfArm(table: ClusterTable, arm: number): MeanSquare {
  const seeds = table.seeds.length;
  const rows = seeds < seedsThatSpeakForThemselves ? table.estimates : [table.estimates[arm] ?? []];
  const { main, interaction } = armsBySeeds(rows);
  return satterthwaite([
    { value: main / rows.length, degrees: seeds - 1 },
    { value: (interaction * (rows.length - 1)) / rows.length, degrees: (rows.length - 1) * (seeds - 1) },
  ]);
}

/**
 * Variance over seeds of the difference between an arm and the baseline: twice the arms × seeds mean square, of these two
 * arms with five seeds or more (which is the paired t test), else of all arms. Needs two seeds and two arms.
 */
export function seedVarianceOfDifference(table: ClusterTable, arm: number, baseline: number): MeanSquare {
  const seeds = table.seeds.length;
  const rows =
    seeds < seedsThatSpeakForThemselves
      ? table.estimates
      : [table.estimates[arm] ?? [], table.estimates[baseline] ?? []];
  return { value: 2 * armsBySeeds(rows).interaction, degrees: (rows.length - 1) * (seeds - 1) };
}

function armsBySeeds(rows: readonly (readonly number[])[]): { main: number; interaction: number } {
  const seeds = rows[0]?.length ?? 0;
  const armMeans = rows.map(mean);
  const grand = mean(armMeans);
  const seedMeans = Array.from({ length: seeds }, (_, s) => mean(rows.map((row) => row[s] ?? 0)));
  const main = (rows.length * sum(seedMeans.map((value) => (value - grand) ** 2))) / (seeds - 1);
  const squares = rows.flatMap((row, a) =>
    row.map((value, s) => (value - (armMeans[a] ?? 0) - (seedMeans[s] ?? 0) + grand) ** 2),
  );
  const interaction = rows.length > 1 ? sum(squares) / ((rows.length - 1) * (seeds - 1)) : 0;
  return { main, interaction };
}

/** Mean squares of clusters, and of seeds × clusters (what neither explains), from influences [seed][cluster]. */
export function clusterMeanSquares(influences: readonly Float64Array[]): {
  readonly clusters: MeanSquare;
  readonly residual: MeanSquare;
} {
  const seeds = influences.length;
  const count = influences[0]?.length ?? 0;
  let between = 0;
  let within = 0;
  for (let c = 0; c < count; c++) {
    const values = influences.map((row) => row[c] ?? 0);
    const centre = mean(values);
    between += centre ** 2;
    within += sum(values.map((value) => (value - centre) ** 2));
  }
  const degrees = (seeds - 1) * (count - 1);
  return {
    clusters: { value: (seeds * between) / (count - 1), degrees: count - 1 },
    residual: { value: degrees > 0 ? within / degrees : 0, degrees },
  };
}

/** The sum of independent mean squares (terms may be negative), with the degrees of freedom of Satterthwaite (1946). */
export function satterthwaite(terms: readonly MeanSquare[]): MeanSquare {
  const informative = terms.filter((term) => term.value !== 0 && term.degrees > 0);
  if (informative.length === 0) return { value: 0, degrees: Math.min(...terms.map((term) => term.degrees)) };
  const value = sum(informative.map((term) => term.value));
  return { value, degrees: value ** 2 / sum(informative.map((term) => term.value ** 2 / term.degrees)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
