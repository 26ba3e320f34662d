import type { Comparison, Verdict } from "./judge.ts";
import type { PaidJudge } from "./paid-judge.ts";
import { comparisonKey, type VerdictRecord } from "./verdict-record.ts";

export interface JudgingSettings {
  readonly judge: PaidJudge;
  readonly record: VerdictRecord;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** The most that all verdicts of the record may cost together; Infinity: no limit. */
  readonly budget: number;
  readonly signal: AbortSignal;
  report(done: number, total: number): void;
}

/**
 * The verdict on each comparison, from the record or else from the judge; undefined for what the budget is too small for.
 * Nothing is asked for that could take what is spent beyond the budget. Rejects with the first failure of the judge, after what
 * is under way has been recorded.
 */
export async function judgeComparisons(
  comparisons: readonly Comparison[],
  settings: JudgingSettings,
): Promise<(Verdict | undefined)[]> {
  const { judge, record, signal, budget } = settings;
  const wanted = new Map(comparisons.map((comparison) => [comparisonKey(comparison), comparison]));
  const missing = [...wanted.values()].filter((comparison) => record.find(comparison) === undefined);
  let done = wanted.size - missing.length;
  const failures: Error[] = [];
  const work = async (): Promise<void> => {
    while (failures.length === 0 && !signal.aborted) {
      const comparison = missing[0];
      if (comparison === undefined) return;
      const most = judge.mostCost(comparison);
      // Others that are under way may turn out cheaper; they go on with this one then.
      if (record.spent + most > budget) return;
      missing.shift();
      try {
        await record.begin(comparison, most);
        const { verdict, cost } = await judge.ask(comparison, signal);
        await record.settle(comparison, verdict, cost);
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      done += 1;
      settings.report(done, wanted.size);
    }
  };
  settings.report(done, wanted.size);
  await Promise.all(Array.from({ length: settings.concurrency }, () => work()));
  signal.throwIfAborted();
  for (const failure of failures) throw failure;
  return comparisons.map((comparison) => record.find(comparison));
}
