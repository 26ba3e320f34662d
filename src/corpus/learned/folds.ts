import { Random } from "../../stage/random.ts";

export interface Folds {
  /** The fold of each member. */
  readonly of: readonly number[];
  readonly count: number;
}

const WANTED_FOLDS = 5;

/**
 * Divides members into five folds so that those of one group (a repository) are in one fold: groups by size, the largest first, each
 * into the smallest fold so far; equal ones in a seeded order. Fewer folds where there are fewer groups.
 */
export function groupedFolds(groups: readonly string[], seed: number): Folds {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const shuffled = Random.of("folds", seed).shuffled([...sizes].sort(([a], [b]) => (a < b ? -1 : 1)));
  const count = Math.min(WANTED_FOLDS, shuffled.length);
  const filled = new Array<number>(count).fill(0);
  const foldOf = new Map<string, number>();
  for (const [group, size] of shuffled.sort(([, a], [, b]) => b - a)) {
    const smallest = filled.indexOf(Math.min(...filled));
    foldOf.set(group, smallest);
    filled[smallest] = (filled[smallest] ?? 0) + size;
  }
  return { of: groups.map((group) => foldOf.get(group) ?? 0), count };
}
