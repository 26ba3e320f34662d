import { Random } from "../../stage/random.ts";
import { bradleyTerry } from "./bradley-terry.ts";
import { clusteredMean, type Share } from "./clustered-mean.ts";
import { firstScore, type JudgedPair, type PairScore, pairScores } from "./judged-pair.ts";
import { lengthControlledWinRate } from "./length-control.ts";
import type { WinRates } from "./win-rates.ts";

/** Said wherever a win-rate is shown. */
export const WIN_RATE_WARNING =
  "Win-rates are meaningless for base models under 1B parameters: such answers are rarely answers at all.";
export const LIKELIHOOD_WARNING =
  "This is no judgement of quality: it is which answer one arm finds likelier per byte, and favours arms that resemble it.";

const RESAMPLES = 500;

export interface JudgementSettings {
  readonly experiment: string;
  readonly judge: string;
  readonly kind: WinRates["kind"];
  readonly arms: readonly string[];
  /** Of the bootstrap over prompts. */
  readonly seed: number;
}

/** Win-rates, length-controlled ones, the bias for a position and Bradley–Terry strengths: docs/win-rates.md. */
export function analyseJudgements(judged: readonly JudgedPair[], settings: JudgementSettings): WinRates {
  const { experiment, judge, kind, arms, seed } = settings;
  const counts = { first: 0, second: 0, tie: 0, refusal: 0, malformed: 0 };
  for (const { verdict } of judged) counts[verdict] += 1;
  const pairs = pairsOf(arms).map(([arm, other]) => {
    const scores = pairScores(judged, arm, other);
    const winRate = clusteredMean(scores.map(({ score, ...rest }) => ({ ...rest, value: score })));
    const lengthControlled = bootstrapped(scores, (sample) => lengthControlledWinRate(sample), seed);
    return {
      arm,
      other,
      comparisons: scores.length,
      ...(winRate && { winRate }),
      ...(lengthControlled && { lengthControlled }),
    };
  });
  const decided = judged.filter(({ verdict }) => verdict === "first" || verdict === "second");
  const firstShare =
    kind === "judge"
      ? clusteredMean(decided.map((pair) => ({ ...pair, value: pair.verdict === "first" ? 1 : 0 })))
      : undefined;
  const consistent = kind === "judge" ? consistentShare(judged) : undefined;
  const strengths = strengthsOf(judged, arms, seed);
  return {
    experiment,
    judge,
    kind,
    warning: kind === "judge" ? WIN_RATE_WARNING : `${LIKELIHOOD_WARNING} ${WIN_RATE_WARNING}`,
    prompts: new Set(judged.map(({ prompt }) => prompt)).size,
    seeds: [...new Set(judged.map((pair) => pair.seed))].sort((a, b) => a - b),
    arms: [...arms],
    counts,
    ...(firstShare && { firstShare }),
    ...(consistent === undefined ? {} : { consistent }),
    pairs,
    ...(strengths && { strengths }),
  };
}

/** Every pair of arms once, in the order of the arms. */
export function pairsOf(arms: readonly string[]): [string, string][] {
  return arms.flatMap((arm, index) => arms.slice(index + 1).map((other): [string, string] => [arm, other]));
}

function consistentShare(judged: readonly JudgedPair[]): number | undefined {
  const winners = new Map<string, string[]>();
  for (const { prompt, seed, first, second, verdict } of judged) {
    if (verdict !== "first" && verdict !== "second") continue;
    const key = JSON.stringify([prompt, seed, ...[first, second].sort()]);
    winners.set(key, [...(winners.get(key) ?? []), verdict === "first" ? first : second]);
  }
  const both = [...winners.values()].filter(({ length }) => length === 2);
  return both.length === 0 ? undefined : both.filter(([one, two]) => one === two).length / both.length;
}

function strengthsOf(judged: readonly JudgedPair[], arms: readonly string[], seed: number): WinRates["strengths"] {
  const place = new Map(arms.map((arm, index) => [arm, index]));
  const fit = (sample: readonly JudgedPair[]): number[] | undefined => {
    const wins = arms.map(() => arms.map(() => 0));
    for (const pair of sample) {
      const score = firstScore(pair);
      const [a, b] = [place.get(pair.first), place.get(pair.second)];
      if (score === undefined || a === undefined || b === undefined) continue;
      addTo(wins, a, b, score);
      addTo(wins, b, a, 1 - score);
    }
    return bradleyTerry(wins);
  };
  const strengths = fit(judged);
  if (strengths === undefined) return undefined;
  const random = Random.of("bradleyTerry", seed);
  const resampled = resamples(judged, random, fit);
  return arms
    .map((arm, index) => ({
      arm,
      mean: strengths[index] ?? 0,
      ...interval(resampled.map((sample) => sample[index] ?? 0)),
    }))
    .sort((a, b) => b.mean - a.mean);
}

function addTo(wins: number[][], a: number, b: number, score: number): void {
  const row = wins[a];
  if (row !== undefined) row[b] = (row[b] ?? 0) + score;
}

function bootstrapped(
  scores: readonly PairScore[],
  estimate: (sample: readonly PairScore[]) => number | undefined,
  seed: number,
): Share | undefined {
  const mean = estimate(scores);
  if (mean === undefined) return undefined;
  return { mean, ...interval(resamples(scores, Random.of("lengthControl", seed), estimate)) };
}

/** What `estimate` gives for samples of prompts, drawn with replacement; a prompt brings all that it has. */
function resamples<T extends { readonly prompt: string }, R>(
  values: readonly T[],
  random: Random,
  estimate: (sample: readonly T[]) => R | undefined,
): R[] {
  const clusters = [...Map.groupBy(values, ({ prompt }) => prompt).values()];
  if (clusters.length < 2) return [];
  return Array.from({ length: RESAMPLES }, () => estimate(random.sample(clusters, clusters.length).flat())).filter(
    (value) => value !== undefined,
  );
}

function interval(values: readonly number[]): { readonly low?: number; readonly high?: number } {
  if (values.length === 0) return {};
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return { low: at(0.025), high: at(0.975) };
}
