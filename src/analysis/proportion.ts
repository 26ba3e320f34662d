import { mixtureNames } from "./mixture-names.ts";
import type { Results } from "./results.ts";

/**
 * The source whose share tells the arms apart, if there is one: the arms mix two corpora, or slices, and no two have the
 * same mixture. Of the two it is the one that the baseline has less of (of equals, the one named last).
 */
export function proportionOf(arms: Results["arms"], corpora: readonly string[], baseline: string): string | undefined {
  const used = mixtureNames(corpora, arms).filter((name) => arms.some((arm) => (arm.mixture[name] ?? 0) > 0));
  const [first, second] = used;
  if (first === undefined || second === undefined || used.length !== 2) return undefined;
  const shares = new Set(arms.map((arm) => (arm.mixture[second] ?? 0).toFixed(6)));
  if (shares.size !== arms.length || arms.length < 2) return undefined;
  const base = arms.find((arm) => arm.name === baseline)?.mixture ?? {};
  return (base[first] ?? 0) < (base[second] ?? 0) ? first : second;
}
