import type { Results } from "./results.ts";

/** What the arms draw from: the corpora, then the slices of them that any arm's mixture names. */
export function mixtureNames(corpora: readonly string[], arms: Results["arms"]): readonly string[] {
  return [...new Set([...corpora, ...arms.flatMap(({ mixture }) => Object.keys(mixture))])];
}
