import { distinct } from "../signals/capture-sets.ts";
import { isDescriptive } from "../signals/identifiers.ts";
import { hasManyWords, isEmpty, LONG_WORD, MARKER, outermost, withoutDocumentation } from "../signals/syntax.ts";
import type { Capture } from "../syntax/capture.ts";
import type { Span } from "./span.ts";
import { styleSpans } from "./style-spans.ts";
import { visibleTextSpans } from "./visible-text-spans.ts";

/** A complexity of more paths is worth a look. */
const MANY_PATHS = 10;

/** The parts of a text that its signals of syntax come from; captures are in the order of their starts. */
export function* syntaxSpans(text: string, captures: readonly Capture[]): Generator<Span> {
  const named = (name: string): readonly Capture[] => captures.filter((capture) => capture.name === name);
  for (const { start, end } of outermost(named("error"))) {
    const note = start === end ? "the parser misses something here" : "the parser cannot read this";
    yield { signal: "parseErrorShare", start, end, note };
  }
  const block = deepestBlock(named("nesting"));
  if (block !== undefined) yield block;
  const comments = outermost(named("comment"));
  yield* spansOf("commentShare", comments, "a comment");
  yield* spansOf("importLineShare", outermost(named("import")), "an import");
  yield* spansOf("assertLineShare", outermost(named("assert")), "an assertion");
  yield* spansOf("printLineShare", distinct(named("print")), "prints to the terminal");
  yield* spansOf("preprocessorLineShare", distinct(named("directive")), "a directive of the preprocessor");
  yield* spansOf("variableCount", distinct(named("variable")), "a variable");
  yield* spansOf("mainFunctionCount", beginnings(text, named("main")), "the program starts here");
  const returning = beginnings(text, named("definition.returning"));
  yield* spansOf("returningFunctionLineShare", returning, "does nothing but return a value");
  yield* spansOf("noLogicLineShare", outermost(named("plain")), "no logic");
  yield* spansOf("placeholderLineShare", named("placeholder"), "stands for nothing");
  const empty = named("body").filter((body) => isEmpty(text, body));
  yield* spansOf("placeholderLineShare", empty, "an empty body");
  yield* markedLines(text, comments);
  yield* stringSpans(text, outermost(withoutDocumentation(named("string"), named("comment"))));
  yield* functionSpans(text, named("definition"), named("definition.documented"));
  yield* complexFunctions(text, named("function"), named("branch"));
  yield* poorIdentifiers(text, named("identifier"));
  yield* styleSpans(text, captures);
  yield* visibleTextSpans(text, named("visible"));
}

function* spansOf(signal: string, captures: readonly Capture[], note: string): Generator<Span> {
  for (const { start, end } of captures) yield { signal, start, end, note };
}

/** Lines of comments that say that something is to be done. */
function* markedLines(text: string, comments: readonly Capture[]): Generator<Span> {
  for (const { start, line } of linesOf(text, comments)) {
    if (MARKER.test(line)) {
      yield { signal: "todoLineShare", start, end: start + line.length, note: "says what is to be done" };
    }
  }
}

function* stringSpans(text: string, strings: readonly Capture[]): Generator<Span> {
  yield* spansOf("stringCharacterShare", strings, "a string");
  for (const { start, line } of linesOf(text, strings)) {
    if (!hasManyWords(line)) continue;
    yield { signal: "longStringLineShare", start, end: start + line.length, note: "a line of many words in a string" };
  }
  for (const { start, end } of strings) {
    for (const { 0: word, index } of text.slice(start, end).matchAll(/[^\s"'`]+/g)) {
      if (word.length <= LONG_WORD || word.includes("://")) continue;
      const from = start + index;
      const note = `a word of ${String(word.length)} characters`;
      yield { signal: "longWordInStringShare", start: from, end: from + word.length, note };
    }
  }
}

function* functionSpans(
  text: string,
  definitions: readonly Capture[],
  documented: readonly Capture[],
): Generator<Span> {
  const known = new Set(documented.map(({ start }) => start));
  for (const { start } of definitions) {
    const end = lineEnd(text, start);
    yield { signal: "functionLineShare", start, end, note: "a function begins" };
    if (!known.has(start)) yield { signal: "documentedFunctionShare", start, end, note: "has no documentation" };
  }
}

/** The functions with many paths; what lies in a function within one counts for both. */
function* complexFunctions(text: string, functions: readonly Capture[], branches: readonly Capture[]): Generator<Span> {
  const starts = branches.map(({ start }) => start);
  for (const { start, end } of functions) {
    const paths = 1 + countBefore(starts, end) - countBefore(starts, start);
    if (paths <= MANY_PATHS) continue;
    const note = `${String(paths)} paths`;
    yield { signal: "meanCyclomaticComplexity", start, end: lineEnd(text, start), note };
  }
}

/** Where identifiers that say nothing stand first. */
function* poorIdentifiers(text: string, identifiers: readonly Capture[]): Generator<Span> {
  const seen = new Set<string>();
  for (const { start, end } of identifiers) {
    const name = text.slice(start, end);
    if (seen.has(name)) continue;
    seen.add(name);
    if (isDescriptive(name)) continue;
    yield { signal: "identifierQuality", start, end, note: "says little" };
    const length = end - start;
    yield {
      signal: "meanIdentifierLength",
      start,
      end,
      note: length === 1 ? "a letter" : `${String(length)} characters`,
    };
  }
}

function deepestBlock(blocks: readonly Capture[]): Span | undefined {
  const open: number[] = [];
  let depth = 0;
  let deepest: Capture | undefined;
  for (const block of blocks) {
    while (open.length > 0 && (open.at(-1) ?? 0) <= block.start) open.pop();
    open.push(block.end);
    if (open.length <= depth) continue;
    depth = open.length;
    deepest = block;
  }
  if (deepest === undefined) return undefined;
  const { start, end } = deepest;
  return { signal: "maxNesting", start, end, note: `${String(depth)} blocks within each other` };
}

/** The lines within captures, with where they start in the text. */
function* linesOf(
  text: string,
  captures: readonly Capture[],
): Generator<{ readonly start: number; readonly line: string }> {
  for (const { start, end } of captures) {
    let from = start;
    for (const line of text.slice(start, end).split("\n")) {
      yield { start: from, line };
      from += line.length + 1;
    }
  }
}

/** The first lines of what is captured. */
function beginnings(text: string, captures: readonly Capture[]): readonly Capture[] {
  return distinct(captures).map(({ name, start, end }) => ({ name, start, end: Math.min(end, lineEnd(text, start)) }));
}

function lineEnd(text: string, start: number): number {
  const feed = text.indexOf("\n", start);
  return feed === -1 ? text.length : feed;
}

/** How many of ascending numbers are below a bound. */
function countBefore(ascending: readonly number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Infinity) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
