import type { DocumentClass } from "../../experiment/corpus-file.ts";
import { countLines } from "../measure/content.ts";
import { coveredCharacters, distinct } from "../signals/capture-sets.ts";
import type { Capture } from "../syntax/capture.ts";
import type { Rule } from "./rule.ts";

/** What a rule's query found in a text, in the order of the starts. */
export interface RuleMatches {
  readonly rule: Rule;
  readonly matches: readonly Capture[];
}

/** The values of rules on a text that is not empty, by their names; without those that are not for its class. */
export function measureRules(
  text: string,
  documentClass: DocumentClass,
  found: readonly RuleMatches[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    found
      .filter(({ rule }) => rule.classes?.includes(documentClass) ?? true)
      .map(({ rule, matches }) => [rule.name, valueOf(text, rule, matches)]),
  );
}

function valueOf(text: string, { unit }: Rule, matches: readonly Capture[]): number {
  switch (unit) {
    case "share":
      return coveredCharacters(matches) / text.length;
    case "count":
      return distinct(matches).length;
    case "per1000Lines":
      return (1000 * distinct(matches).length) / countLines(text);
  }
}
