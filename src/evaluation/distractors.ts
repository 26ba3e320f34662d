import { CHOICES } from "./item.ts";
import type { Random } from "../stage/random.ts";

/**
 * Wrong choices of about the length of `right`: with one random candidate of each other length and `right` in the order of
 * length, four neighbours are taken, among which `right` has the rank given (0 the shortest). Undefined where the order ends
 * before. Who draws ranks at random, and draws none anew before it is used, gets questions in which "the longest" and
 * "the shortest" are right one time in four.
 */
export function lengthMatchedDistractors(
  right: string,
  candidates: readonly string[],
  rank: number,
  random: Random,
): string[] | undefined {
  const ofLength = new Map(random.shuffled(candidates).map((candidate) => [candidate.length, candidate]));
  const order = [...ofLength.set(right.length, right).values()].sort((a, b) => a.length - b.length);
  const start = order.indexOf(right) - rank;
  if (start < 0 || start + CHOICES > order.length) return undefined;
  return order.slice(start, start + CHOICES).filter((choice) => choice !== right);
}
