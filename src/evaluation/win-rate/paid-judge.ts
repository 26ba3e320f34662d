import type { Comparison, Judge, Verdict } from "./judge.ts";

/** A judge whose verdicts cost money, in the currency of the prices that it was made with. */
export interface PaidJudge {
  /** As of `Judge`. */
  readonly name: string;
  /** The most that a verdict on this comparison can cost, with all that is sent again. */
  mostCost(comparison: Comparison): number;
  /** The verdict, and the most that it has cost. Rejects as `Judge.judge` does. */
  ask(comparison: Comparison, signal: AbortSignal): Promise<{ readonly verdict: Verdict; readonly cost: number }>;
}

/** A judge that costs nothing, for what wants a price. */
export function unpaid(judge: Judge): PaidJudge {
  return {
    name: judge.name,
    mostCost: () => 0,
    ask: async (comparison, signal) => ({ verdict: await judge.judge(comparison, signal), cost: 0 }),
  };
}
