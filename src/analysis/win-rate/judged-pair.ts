/** A verdict on the answers of two arms to one prompt, in the order in which the judge saw them. */
export interface JudgedPair {
  /** What tells prompts apart: the cluster of all statistics. */
  readonly prompt: string;
  /** The seed with which both arms were trained. */
  readonly seed: number;
  readonly first: string;
  readonly second: string;
  readonly verdict: "first" | "second" | "tie" | "refusal" | "malformed";
  /** Bytes of the answers. */
  readonly firstBytes: number;
  readonly secondBytes: number;
}

/** What one arm got against another with one prompt and seed, both orders together. */
export interface PairScore {
  readonly prompt: string;
  readonly seed: number;
  /** 1: it won, 0: it lost, ½: a tie, or it won in one order and lost in the other. */
  readonly score: number;
  /** Its bytes less the other's. */
  readonly longer: number;
}

/** 1, ½ or 0 for the answer that was shown first; undefined where the judge gave no verdict. */
export function firstScore({ verdict }: JudgedPair): number | undefined {
  if (verdict === "first") return 1;
  if (verdict === "second") return 0;
  return verdict === "tie" ? 0.5 : undefined;
}

/** The scores of `arm` against `other`, one for each prompt and seed that has a verdict, in the order of the verdicts. */
export function pairScores(judged: readonly JudgedPair[], arm: string, other: string): PairScore[] {
  const groups = new Map<string, { prompt: string; seed: number; scores: number[]; longer: number }>();
  for (const pair of judged) {
    const score = firstScore(pair);
    if (score === undefined) continue;
    const isFirst = pair.first === arm && pair.second === other;
    if (!isFirst && !(pair.first === other && pair.second === arm)) continue;
    const { prompt, seed, firstBytes, secondBytes } = pair;
    const key = JSON.stringify([prompt, seed]);
    const longer = isFirst ? firstBytes - secondBytes : secondBytes - firstBytes;
    const group = groups.get(key) ?? { prompt, seed, scores: [], longer };
    group.scores.push(isFirst ? score : 1 - score);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ prompt, seed, scores, longer }) => ({
    prompt,
    seed,
    score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    longer,
  }));
}
