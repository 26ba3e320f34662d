import { Random } from "../stage/random.ts";

/** A score of something that is good or not. Those of one group (a project) are not independent of each other. */
export interface LabelledScore {
  readonly score: number;
  readonly good: boolean;
  readonly group: string;
}

/** Area under the curve of true against false positives: how often a good one has the higher score; ties count half. */
export interface Auc {
  readonly auc: number;
  /** 95 % interval: percentiles of a bootstrap that draws whole groups. */
  readonly interval: readonly [low: number, high: number];
  readonly good: number;
  readonly bad: number;
  readonly groups: number;
}

const REPLICATES = 2000;

/**
 * The area under the ROC curve, which is the Mann–Whitney statistic (Hanley & McNeil 1982), with a cluster bootstrap (Field &
 * Welsh 2007): groups are drawn with replacement within three strata (good only, bad only, both), so that every replicate has both.
 * Undefined where there are no good or no bad ones.
 */
export function areaUnderRoc(scores: readonly LabelledScore[], seed = 1): Auc | undefined {
  const good = scores.filter((score) => score.good).length;
  const bad = scores.length - good;
  if (good === 0 || bad === 0) return undefined;
  const ascending = scores.toSorted((a, b) => a.score - b.score);
  const groups = [...new Set(scores.map(({ group }) => group))].sort();
  const index = new Map(groups.map((group, at) => [group, at]));
  const groupOf = ascending.map(({ group }) => index.get(group) ?? 0);
  const strata = stratify(scores, groups);
  const random = Random.of("areaUnderRoc", seed);
  const weights = new Float64Array(groups.length).fill(1);
  const auc = weightedAuc(ascending, groupOf, weights);
  const replicates = Float64Array.from({ length: REPLICATES }, () => {
    weights.fill(0);
    for (const members of strata) {
      for (const drawn of random.sample(members, members.length)) {
        weights[index.get(drawn) ?? 0] = (weights[index.get(drawn) ?? 0] ?? 0) + 1;
      }
    }
    return weightedAuc(ascending, groupOf, weights);
  }).sort();
  const percentile = (share: number): number => replicates[Math.round(share * (REPLICATES - 1))] ?? auc;
  return { auc, interval: [percentile(0.025), percentile(0.975)], good, bad, groups: groups.length };
}

function stratify(scores: readonly LabelledScore[], groups: readonly string[]): string[][] {
  const withGood = new Set(scores.filter(({ good }) => good).map(({ group }) => group));
  const withBad = new Set(scores.filter(({ good }) => !good).map(({ group }) => group));
  const stratum = (group: string): number => (withGood.has(group) ? 1 : 0) + (withBad.has(group) ? 2 : 0);
  return [1, 2, 3].map((kind) => groups.filter((group) => stratum(group) === kind));
}

/** `ascending` by score; each counts as often as its group's weight says. */
function weightedAuc(
  ascending: readonly LabelledScore[],
  groupOf: readonly number[],
  weights: Readonly<Float64Array>,
): number {
  let badBelow = 0;
  let goodSoFar = 0;
  let ordered = 0;
  for (let start = 0; start < ascending.length;) {
    let end = start;
    let goodHere = 0;
    let badHere = 0;
    for (; end < ascending.length && ascending[end]?.score === ascending[start]?.score; end += 1) {
      const weight = weights[groupOf[end] ?? 0] ?? 0;
      if (ascending[end]?.good === true) goodHere += weight;
      else badHere += weight;
    }
    ordered += goodHere * (badBelow + badHere / 2);
    badBelow += badHere;
    goodSoFar += goodHere;
    start = end;
  }
  return ordered / (goodSoFar * badBelow);
}
