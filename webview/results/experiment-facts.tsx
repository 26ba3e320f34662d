import type { VNode } from "preact";
import { countText } from "../charts/number-text.ts";

interface ExperimentFactsProperties {
  readonly arms: readonly { readonly tokens: number }[];
  readonly seeds: readonly number[];
  readonly baseline: string;
}

/** The size of an experiment in a line: arms, seeds, tokens, baseline. */
export function ExperimentFactsLine({ arms, seeds, baseline }: ExperimentFactsProperties): VNode | null {
  // Of a file that cannot be read nothing is known.
  if (arms.length === 0) return null;
  const tokens = [...new Set(arms.map((arm) => arm.tokens))].sort((a, b) => a - b);
  const each =
    tokens.length === 1
      ? `${countText(tokens[0] ?? 0)} tokens each`
      : `${countText(tokens[0] ?? 0)}–${countText(tokens.at(-1) ?? 0)} tokens`;
  const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const facts = [plural(arms.length, "arm"), plural(seeds.length, "seed"), each, `baseline ${baseline}`];
  return <p class="facts">{facts.join(" · ")}</p>;
}
