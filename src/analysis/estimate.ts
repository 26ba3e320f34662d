import type { ClusterTable } from "./cluster-table.ts";
import { crossedVariance } from "./crossed-variance.ts";
import { holm } from "./holm.ts";
import { type MeanSquare, seedVarianceOfArm, seedVarianceOfDifference } from "./mean-squares.ts";
import type { ArmEstimate, Difference, MetricResult } from "./results.ts";
import { criticalT, twoSidedP } from "./student-t.ts";

const alpha = 0.05;

/** A difference to the baseline before its p value is corrected. */
interface Compared extends Omit<Difference, "p" | "distinguishable"> {
  readonly name: string;
  readonly p: number | undefined;
}

/**
 * Mean over seeds with a 95 % interval for every arm, and its difference to the baseline arm, paired by seed and by
 * cluster, with Holm's correction over the arms. Intervals are Student's t on `crossedVariance`; those of differences are
 * each 95 %, not widened for being several. With `range`, intervals of means are cut to it.
 */
export function estimateArms(
  table: ClusterTable,
  baseline: string,
  range?: { readonly low: number; readonly high: number },
): ArmEstimate[] {
  const base = table.arms.indexOf(baseline);
  const differences = corrected(
    table.arms.flatMap((name, arm) => (arm === base ? [] : [compare(table, name, arm, base)])),
  );
  return table.arms.map((arm, a) => {
    const values = table.estimates[a] ?? [];
    const mean = meanOf(values);
    const seedVariance = table.seeds.length > 1 ? seedVarianceOfArm(table, a) : undefined;
    const half = halfWidth(crossedVariance(table.influences[a] ?? [], seedVariance)) ?? 0;
    const difference = differences.get(arm);
    return {
      arm,
      mean,
      low: Math.max(mean - half, range?.low ?? -Infinity),
      high: Math.min(mean + half, range?.high ?? Infinity),
      seeds: table.seeds.map((seed, s) => ({ seed, value: values[s] ?? NaN })),
      ...(difference && { difference }),
    };
  });
}

/** What the intervals of `estimateArms` account for. */
export function intervalOver(table: ClusterTable): MetricResult["intervalOver"] {
  const overSeeds = table.seeds.length > 1;
  if ((table.influences[0]?.[0]?.length ?? 0) > 1) return overSeeds ? "seedsAndItems" : "items";
  return overSeeds ? "seeds" : "nothing";
}

function compare(table: ClusterTable, name: string, arm: number, baseline: number): Compared {
  const own = table.estimates[arm] ?? [];
  const theirs = table.estimates[baseline] ?? [];
  const mean = meanOf(own) - meanOf(theirs);
  const paired = (table.influences[arm] ?? []).map((row, s) => {
    const other = table.influences[baseline]?.[s];
    return row.map((influence, c) => influence - (other?.[c] ?? 0));
  });
  const seedVariance = table.seeds.length > 1 ? seedVarianceOfDifference(table, arm, baseline) : undefined;
  const variance = crossedVariance(paired, seedVariance);
  const half = halfWidth(variance) ?? 0;
  const relative = meanOf(theirs) === 0 ? {} : { relative: mean / meanOf(theirs) };
  return { name, p: variance && pValue(mean, variance), mean, low: mean - half, high: mean + half, ...relative };
}

function corrected(compared: readonly Compared[]): Map<string, Difference> {
  const adjusted = holm(compared.flatMap(({ p }) => (p === undefined ? [] : [p])));
  let next = 0;
  return new Map(
    compared.map(({ name, p: raw, ...interval }) => {
      const p = raw === undefined ? undefined : adjusted[next++];
      return [name, { ...interval, ...(p !== undefined && { p }), distinguishable: p !== undefined && p < alpha }];
    }),
  );
}

function halfWidth(variance: MeanSquare | undefined): number | undefined {
  return variance && (variance.value > 0 ? criticalT(alpha, variance.degrees) * Math.sqrt(variance.value) : 0);
}

function pValue(mean: number, variance: MeanSquare): number {
  if (variance.value > 0) return twoSidedP(mean / Math.sqrt(variance.value), variance.degrees);
  return mean === 0 ? 1 : 0;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
