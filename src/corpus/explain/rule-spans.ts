import type { RuleMatches } from "../rules/measure-rules.ts";
import type { Span } from "./span.ts";

/** What the rules of the user's own found, rule by rule. */
export function* ruleSpans(found: readonly RuleMatches[]): Generator<Span> {
  for (const { rule, matches } of found) {
    for (const { start, end } of matches) yield { signal: rule.name, start, end, note: "the rule's query matches" };
  }
}
