import {
  MANY_EPOCHS,
  repetitionAdvice,
  type RepetitionDeclaration,
  repetitionLimit,
} from "../experiment/repetition.ts";
import type { ArmUse } from "./plan/source-use.ts";

/** A source that an arm sees more often than its limit. */
export interface Repetition {
  readonly arm: string;
  readonly source: string;
  readonly epochs: number;
  readonly message: string;
}

/**
 * The sources that arms see more often than their limits (four times, unless the file says otherwise). Of a corpus that has not
 * been curated yet nothing is known, and nothing said; while an arm trains, its runner watches.
 */
export function repetitions(uses: readonly ArmUse[], limits: RepetitionDeclaration): readonly Repetition[] {
  return uses.flatMap(({ arm, sources }) =>
    sources.flatMap(({ source, epochs, unique }): Repetition[] => {
      const { maxEpochs } = repetitionLimit(limits, source);
      // Whole steps make an arm see a little more than its budget.
      if (epochs === undefined || epochs <= maxEpochs * 1.001) return [];
      const times = `${unique?.exact === true ? "" : "about "}${String(Number(epochs.toFixed(2)))}`;
      const advice = maxEpochs === MANY_EPOCHS ? repetitionAdvice : `its limit is ${String(maxEpochs)}`;
      return [{ arm, source, epochs, message: `${arm} sees "${source}" ${times} times: ${advice}` }];
    }),
  );
}
