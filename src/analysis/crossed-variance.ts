import { type MeanSquare, clusterMeanSquares, satterthwaite } from "./mean-squares.ts";

/**
 * Variance of a mean over crossed seeds and clusters, both random (two-way random effects without replication):
 * (MS_seed + MS_cluster − MS_residual) / (S·C), with Satterthwaite's degrees of freedom. `seedVariance` is that of the
 * mean of one seed (MS_seed / C). Never below what seeds alone or clusters alone give: a variance component is not
 * negative. With one seed (`seedVariance` undefined) it is the variance over clusters, blind to training noise; with one
 * cluster that over seeds; undefined with one of each.
 */
export function crossedVariance(
  influences: readonly Float64Array[],
  seedVariance: MeanSquare | undefined,
): MeanSquare | undefined {
  const seeds = influences.length;
  const count = influences[0]?.length ?? 0;
  const ofSeeds = seedVariance && { value: seedVariance.value / seeds, degrees: seedVariance.degrees };
  if (count < 2) return ofSeeds;
  const squares = clusterMeanSquares(influences);
  const scale = (square: MeanSquare, factor: number): MeanSquare => ({ ...square, value: square.value * factor });
  const ofClusters = scale(squares.clusters, 1 / (seeds * count));
  if (ofSeeds === undefined) return ofClusters;

  const both = satterthwaite([ofSeeds, ofClusters, scale(squares.residual, -1 / (seeds * count))]);
  const floor = ofSeeds.value > ofClusters.value ? ofSeeds : ofClusters;
  return both.value > floor.value ? both : floor;
}
