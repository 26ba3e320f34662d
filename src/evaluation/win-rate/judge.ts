/** Two answers to one prompt, in the order in which they are shown. Names of arms are no part of it: judging is blind. */
export interface Comparison {
  readonly prompt: string;
  readonly first: string;
  readonly second: string;
}

/**
 * What a judge may say. `refusal`: it does not want to judge; `malformed`: it said something, and it is no verdict. Both
 * are counted and shown, and are in no win-rate.
 */
export const verdicts = ["first", "second", "tie", "refusal", "malformed"] as const;
export type Verdict = (typeof verdicts)[number];

/** Anything that compares two answers: an endpoint, a language model of the editor, a person. */
export interface Judge {
  /** What makes its verdicts what they are (model, template); verdicts of judges of different names are never mixed. */
  readonly name: string;
  /** Rejects with a `StageError` where there is no verdict, and with the signal's reason when cancelled. */
  judge(comparison: Comparison, signal: AbortSignal): Promise<Verdict>;
}
