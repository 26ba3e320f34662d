import type { Capture } from "../syntax/capture.ts";
import { isDescriptive } from "./identifiers.ts";
import type { SignalDescription } from "./signal.ts";

/** Signals of the syntax tree, from what the queries in `grammars/` capture. */
export const SYNTAX_SIGNALS = {
  parseErrorShare: { unit: "share", source: "RefineCode", doc: "Characters within what the parser could not read." },
  commentShare: {
    unit: "share",
    source: "StarCoder, RefineCode",
    doc: "Characters within comments and documentation strings.",
  },
  documentedFunctionShare: {
    unit: "share",
    source: "Ablate",
    doc: "Named functions with a documentation comment or string; no value without such functions.",
  },
  identifierQuality: {
    unit: "share",
    source: "Ablate",
    doc: "Different identifiers of three or more characters made of parts that read like words.",
  },
  meanIdentifierLength: { unit: "characters", source: "Ablate", doc: "Mean length of the different identifiers." },
  maxNesting: { unit: "levels", source: "Ablate", doc: "Blocks within blocks, at the deepest place." },
  meanCyclomaticComplexity: {
    unit: "paths",
    source: "McCabe 1976",
    doc: "Mean over functions of 1 + decisions (McCabe 1976); no value without functions.",
  },
} as const satisfies Record<string, SignalDescription>;

export type SyntaxSignal = keyof typeof SYNTAX_SIGNALS;

/**
 * Measures from the captures of a text's tree, in the order of their starts. Left out is what has no value: documentation and
 * complexity without functions, identifier signals without identifiers.
 */
export function measureSyntax(text: string, captures: readonly Capture[]): Partial<Record<SyntaxSignal, number>> {
  const named = (name: string): Capture[] => captures.filter((capture) => capture.name === name);
  const functions = distinct(named("function"));
  const definitions = distinct(named("definition"));
  const identifiers = new Set(named("identifier").map(({ start, end }) => text.slice(start, end)));
  const signals: Partial<Record<SyntaxSignal, number>> = {
    parseErrorShare: coveredCharacters(named("error")) / text.length,
    commentShare: coveredCharacters(named("comment")) / text.length,
    maxNesting: deepest(named("nesting")),
  };
  if (definitions.length > 0) {
    const documented = distinct(named("definition.documented"));
    signals.documentedFunctionShare = documented.length / definitions.length;
  }
  if (functions.length > 0) {
    signals.meanCyclomaticComplexity = 1 + insideOf(named("branch"), functions) / functions.length;
  }
  if (identifiers.size > 0) {
    let descriptive = 0;
    let characters = 0;
    for (const identifier of identifiers) {
      if (isDescriptive(identifier)) descriptive += 1;
      characters += identifier.length;
    }
    signals.identifierQuality = descriptive / identifiers.size;
    signals.meanIdentifierLength = characters / identifiers.size;
  }
  return signals;
}

/** One node can be captured by several patterns; its captures follow one another. */
function distinct(captures: readonly Capture[]): Capture[] {
  return captures.filter(({ start, end }, index) => {
    const before = captures[index - 1];
    return before?.start !== start || before.end !== end;
  });
}

/** Characters within any of the captures; what the parser missed and had to invent counts as one. */
function coveredCharacters(captures: readonly Capture[]): number {
  let covered = 0;
  let reached = 0;
  for (const { start, end } of captures) {
    if (start === end) covered += 1;
    else if (end > reached) covered += end - Math.max(start, reached);
    reached = Math.max(reached, end);
  }
  return covered;
}

function deepest(captures: readonly Capture[]): number {
  const open: number[] = [];
  let depth = 0;
  for (const { start, end } of captures) {
    while (open.length > 0 && (open.at(-1) ?? 0) <= start) open.pop();
    open.push(end);
    depth = Math.max(depth, open.length);
  }
  return depth;
}

/** How many of `captures` lie in at least one of `outer`; both in the order of their starts. */
function insideOf(captures: readonly Capture[], outer: readonly Capture[]): number {
  let inside = 0;
  let next = 0;
  let reached = 0;
  for (const { start } of captures) {
    for (; (outer[next]?.start ?? Infinity) <= start; next += 1) reached = Math.max(reached, outer[next]?.end ?? 0);
    if (start < reached) inside += 1;
  }
  return inside;
}
