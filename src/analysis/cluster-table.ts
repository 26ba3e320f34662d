import { StageError } from "../stage/runner.ts";
import type { ItemScore } from "./item-score.ts";

/** Scores reduced to what inference needs: estimates per arm and seed, and how much each cluster contributes to them. */
export interface ClusterTable {
  readonly arms: readonly string[];
  readonly seeds: readonly number[];
  readonly items: number;
  readonly clusters: number;
  /** [arm][seed] → the estimate: mean over strata of Σ value / Σ weight. */
  readonly estimates: readonly (readonly number[])[];
  /**
   * [arm][seed][cluster] → influence of the cluster on the estimate, of the clusters that are not alone in their stratum;
   * sums to 0 over them.
   */
  readonly influences: readonly (readonly Float64Array[])[];
}

interface Cluster {
  readonly stratum: number;
  readonly index: number;
}

/**
 * Reduces item scores to clusters. A ratio is not a mean, so it is linearised (Taylor): with C clusters and K strata, a
 * cluster with total value v and weight w in a stratum with ratio R and total weight W gets the influence
 * C / K · (v − R·w) / W. The estimate then behaves like a mean over clusters of influences. Influences of a stratum with c
 * clusters are inflated by c / (c − 1), because they were centred on the stratum's own ratio; a stratum of a single
 * cluster has none, and is treated as fixed.
 * Throws where an arm and seed was not scored on the same items as the first, or has scores that are not finite.
 */
export function reduceToClusters(
  scores: readonly ItemScore[],
  arms: readonly string[],
  seeds: readonly number[],
): ClusterTable {
  const clusters = new Map<string, Cluster>();
  const strata = new Map<string, number>();
  for (const { stratum, cluster } of scores) {
    if (!strata.has(stratum)) strata.set(stratum, strata.size);
    const name = clusterName(stratum, cluster);
    if (!clusters.has(name)) clusters.set(name, { stratum: strata.get(stratum) ?? 0, index: clusters.size });
  }

  const cells = arms.map(() => seeds.map(() => emptyCell(clusters.size)));
  const armIndex = new Map(arms.map((name, index) => [name, index]));
  const seedIndex = new Map(seeds.map((seed, index) => [seed, index]));
  for (const score of scores) {
    const cell = cells[armIndex.get(score.arm) ?? -1]?.[seedIndex.get(score.seed) ?? -1];
    const cluster = clusters.get(clusterName(score.stratum, score.cluster));
    if (cell === undefined || cluster === undefined) continue;
    cell.values[cluster.index] = (cell.values[cluster.index] ?? 0) + score.value;
    cell.weights[cluster.index] = (cell.weights[cluster.index] ?? 0) + score.weight;
    cell.items++;
  }
  requireEqualItems(cells, arms, seeds);

  const places = [...clusters.values()];
  const reduced = cells.map((row) => row.map((cell) => linearise(cell, places, strata.size)));
  reduced.forEach((row, a) => {
    const diverged = row.findIndex(({ estimate }) => !Number.isFinite(estimate));
    if (diverged < 0) return;
    throw new StageError(
      `${arms[a] ?? ""} with seed ${seeds[diverged] ?? ""} has scores that are not numbers: its training has probably ` +
        "diverged. Lower its learning rate, or leave the arm out.",
    );
  });
  return {
    arms,
    seeds,
    items: cells[0]?.[0]?.items ?? 0,
    clusters: clusters.size,
    estimates: reduced.map((row) => row.map((cell) => cell.estimate)),
    influences: reduced.map((row) => row.map((cell) => cell.influences)),
  };
}

interface Cell {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  items: number;
}

function emptyCell(clusters: number): Cell {
  return { values: new Float64Array(clusters), weights: new Float64Array(clusters), items: 0 };
}

function clusterName(stratum: string, cluster: string): string {
  return `${stratum}\u0000${cluster}`;
}

function requireEqualItems(
  cells: readonly (readonly Cell[])[],
  arms: readonly string[],
  seeds: readonly number[],
): void {
  const first = cells[0]?.[0];
  cells.forEach((row, a) => {
    row.forEach((cell, s) => {
      const same = cell.items === first?.items && cell.weights.every((weight, c) => weight === first.weights[c]);
      if (same) return;
      throw new StageError(
        `${arms[a] ?? ""} with seed ${seeds[s] ?? ""} was not scored on the same items as ${arms[0] ?? ""} with seed ` +
          `${seeds[0] ?? ""}, so they cannot be compared. Run the experiment again to complete it.`,
      );
    });
  });
}

function linearise(
  cell: Cell,
  places: readonly Cluster[],
  strata: number,
): { estimate: number; influences: Float64Array } {
  const totals = Array.from({ length: strata }, () => ({ value: 0, weight: 0, clusters: 0 }));
  places.forEach(({ stratum, index }) => {
    const total = totals[stratum];
    if (total === undefined) return;
    total.value += cell.values[index] ?? 0;
    total.weight += cell.weights[index] ?? 0;
    total.clusters++;
  });
  const informative = places.filter(({ stratum }) => (totals[stratum]?.clusters ?? 0) > 1);
  const count = informative.length;
  const influences = Float64Array.from(informative, ({ stratum, index }) => {
    const total = totals[stratum] ?? { value: NaN, weight: NaN, clusters: NaN };
    const residual = (cell.values[index] ?? NaN) - (total.value / total.weight) * (cell.weights[index] ?? NaN);
    const inflation = Math.sqrt(((total.clusters / (total.clusters - 1)) * (count - 1)) / count);
    return ((count / strata) * residual * inflation) / total.weight;
  });
  const estimate = totals.reduce((sum, total) => sum + total.value / total.weight, 0) / strata;
  return { estimate, influences };
}
