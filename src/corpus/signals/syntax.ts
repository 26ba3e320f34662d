import type { Capture } from "../syntax/capture.ts";
import { coveredCharacters, distinct } from "./capture-sets.ts";
import { CapturedLines } from "./captured-lines.ts";
import { COMMENTED_CODE_SIGNALS } from "./commented-code.ts";
import { isDescriptive } from "./identifiers.ts";
import type { SignalDescription } from "./signal.ts";
import { measureCommas, measureNaming, STYLE_SIGNALS } from "./style.ts";

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
  stringCharacterShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Characters within strings that are no documentation.",
  },
  longStringLineShare: {
    unit: "per line",
    source: "RefineCode",
    doc: "Lines of strings with more than 20 words, for each line of code.",
  },
  longWordInStringShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Characters in words of strings that are longer than 20 characters and no addresses, of all characters; white space divides words.",
  },
  todoLineShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Lines of comments that say TODO, FIXME, XXX or your code here, of all lines.",
  },
  importLineShare: { unit: "share", source: "RefineCode", doc: "Lines of imports, of the lines of code." },
  assertLineShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Lines that assert (statements, macros, functions of test frameworks), of the lines of code.",
  },
  placeholderLineShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Lines with a statement that stands for none (pass, …) or with an empty body of a function, of the lines of code.",
  },
  printLineShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Lines on which something begins that prints to the terminal, of the lines of code.",
  },
  preprocessorLineShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Lines of preprocessor directives (C, C++, C#), of the lines of code; what stands between #if and #endif is none.",
  },
  functionLineShare: { unit: "per line", source: "RefineCode", doc: "Named functions, for each line of code." },
  returningFunctionLineShare: {
    unit: "per line",
    source: "RefineCode",
    doc: "Named functions that do nothing but return a value, for each line of code.",
  },
  variableCount: {
    unit: "variables",
    source: "RefineCode",
    doc: "Variables, constants and fields that are declared; assignments in languages that declare none. Parameters are none.",
  },
  mainFunctionCount: {
    unit: "functions",
    source: "RefineCode",
    doc: "Functions with the name by which a program starts (main).",
  },
  noLogicLineShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Lines of code that import, or on which a function or type begins, a literal or name is assigned, or one is returned.",
  },
  visibleTextShare: {
    unit: "share",
    source: "StarCoder",
    doc: "Characters of text between the tags, as a browser shows it.",
  },
  visibleTextLength: { unit: "characters", source: "StarCoder", doc: "Length of that text." },
  ...STYLE_SIGNALS,
  ...COMMENTED_CODE_SIGNALS,
} as const satisfies Record<string, SignalDescription>;

export type SyntaxSignal = keyof typeof SYNTAX_SIGNALS;

type SyntaxValues = Partial<Record<SyntaxSignal, number>>;

/**
 * Measures from the captures of a text's tree, in the order of their starts; `names` are those that the language's queries
 * have. Left out is what has no value: signals of names that the language does not have, documentation and complexity without
 * functions, identifier signals without identifiers, shares of the lines of code without any.
 */
export function measureSyntax(text: string, captures: readonly Capture[], names: ReadonlySet<string>): SyntaxValues {
  const groups = new Map<string, Capture[]>();
  for (const capture of captures) {
    const group = groups.get(capture.name);
    if (group === undefined) groups.set(capture.name, [capture]);
    else group.push(capture);
  }
  const named: Named = (name) => groups.get(name) ?? [];
  return {
    parseErrorShare: coveredCharacters(named("error")) / text.length,
    ...(names.has("comment") && { commentShare: coveredCharacters(named("comment")) / text.length }),
    ...(names.has("nesting") && { maxNesting: deepest(named("nesting")) }),
    ...measureFunctions(named),
    ...(names.has("variable") && { variableCount: distinct(named("variable")).length }),
    ...(names.has("main") && { mainFunctionCount: distinct(named("main")).length }),
    ...measureIdentifiers(text, named("identifier")),
    ...(names.has("string") && measureStrings(text, withoutDocumentation(named("string"), named("comment")))),
    ...measureNaming(text, distinct(named("identifier"))),
    ...(names.has("comment") &&
      names.has("string") &&
      measureCommas(
        text,
        captures.filter(({ name }) => name === "comment" || name === "string"),
      )),
    ...(names.has("visible") && measureVisibleText(text, named("visible"))),
    ...measureLinesOfCode(text, named, names),
  };
}

type Named = (name: string) => readonly Capture[];

function measureFunctions(named: Named): SyntaxValues {
  const functions = distinct(named("function"));
  const definitions = distinct(named("definition"));
  const signals: SyntaxValues = {};
  if (definitions.length > 0) {
    signals.documentedFunctionShare = distinct(named("definition.documented")).length / definitions.length;
  }
  if (functions.length > 0) {
    signals.meanCyclomaticComplexity = 1 + insideOf(distinct(named("branch")), functions) / functions.length;
  }
  return signals;
}

function measureIdentifiers(text: string, captures: readonly Capture[]): SyntaxValues {
  const identifiers = new Set(captures.map(({ start, end }) => text.slice(start, end)));
  if (identifiers.size === 0) return {};
  let descriptive = 0;
  let characters = 0;
  for (const identifier of identifiers) {
    if (isDescriptive(identifier)) descriptive += 1;
    characters += identifier.length;
  }
  return { identifierQuality: descriptive / identifiers.size, meanIdentifierLength: characters / identifiers.size };
}

/** Words of strings of more characters are long. */
export const LONG_WORD = 20;

function measureStrings(text: string, strings: readonly Capture[]): SyntaxValues {
  let longWords = 0;
  for (const { start, end } of outermost(strings)) {
    if (end - start <= LONG_WORD) continue;
    for (const [word] of text.slice(start, end).matchAll(/[^\s"'`]+/g)) {
      if (word.length > LONG_WORD && !word.includes("://")) longWords += word.length;
    }
  }
  return {
    stringCharacterShare: coveredCharacters(strings) / text.length,
    longWordInStringShare: longWords / text.length,
  };
}

function measureVisibleText(text: string, captures: readonly Capture[]): SyntaxValues {
  const visible = captures.reduce((length, { start, end }) => length + text.slice(start, end).trim().length, 0);
  return { visibleTextShare: visible / text.length, visibleTextLength: visible };
}

/** What a comment says where something is to be done. */
export const MARKER = /\b(?:TODO|FIXME|XXX)\b|\b(?:[Tt]odo|[Ff]ixme)\s*[:(]|\b[Yy]our code here\b|\bYOUR CODE HERE\b/;
const WORDS_OF_LONG_STRING = 20;

function measureLinesOfCode(text: string, named: Named, names: ReadonlySet<string>): SyntaxValues {
  const lines = new CapturedLines(text);
  const comments = outermost(named("comment"));
  const signals: SyntaxValues = {};
  if (names.has("comment")) {
    const marked = countLinesWithin(text, comments, (line) => MARKER.test(line));
    signals.todoLineShare = marked / lines.count;
  }
  const codeLines = lines.codeLines(text, comments);
  if (codeLines === 0) return signals;
  const share = (name: string, whole: boolean): number => lines.countOf(named(name), whole) / codeLines;
  if (names.has("string")) {
    const strings = outermost(withoutDocumentation(named("string"), named("comment")));
    signals.longStringLineShare = countLinesWithin(text, strings, hasManyWords) / codeLines;
  }
  if (names.has("import")) signals.importLineShare = share("import", true);
  if (names.has("assert")) signals.assertLineShare = share("assert", true);
  if (names.has("print")) signals.printLineShare = share("print", false);
  if (names.has("directive")) signals.preprocessorLineShare = share("directive", true);
  if (names.has("placeholder") || names.has("body")) {
    const marks = new Uint8Array(lines.count);
    lines.mark(marks, named("placeholder"), false);
    lines.mark(
      marks,
      named("body").filter((body) => isEmpty(text, body)),
      false,
    );
    signals.placeholderLineShare = total(marks) / codeLines;
  }
  if (names.has("definition")) signals.functionLineShare = distinct(named("definition")).length / codeLines;
  if (names.has("definition.returning")) {
    signals.returningFunctionLineShare = distinct(named("definition.returning")).length / codeLines;
  }
  if (names.has("plain")) {
    const marks = new Uint8Array(lines.count);
    lines.mark(marks, named("import"), true);
    for (const name of ["definition", "plain"]) lines.mark(marks, named(name), false);
    signals.noLogicLineShare = total(marks) / codeLines;
  }
  return signals;
}

function total(marks: Uint8Array): number {
  return marks.reduce((sum, mark) => sum + mark, 0);
}

/** Whether a body has nothing but white space between its first and last character, which enclose it. */
export function isEmpty(text: string, { start, end }: Capture): boolean {
  for (let index = start + 1; index < end - 1; index += 1) if (!/\s/u.test(text.charAt(index))) return false;
  return true;
}

/** Whether a line of a string has more words than one that is short. */
export function hasManyWords(line: string): boolean {
  let words = 0;
  for (const _word of line.matchAll(/[\p{L}\p{N}_]+/gu)) {
    words += 1;
    if (words > WORDS_OF_LONG_STRING) return true;
  }
  return false;
}

/** How many lines within captures, none of which lies in another, are as `test` says. */
function countLinesWithin(text: string, captures: readonly Capture[], test: (line: string) => boolean): number {
  let count = 0;
  for (const { start, end } of captures) {
    for (const line of text.slice(start, end).split("\n")) if (test(line)) count += 1;
  }
  return count;
}

/** Strings that are captured as comments too document something. */
export function withoutDocumentation(strings: readonly Capture[], comments: readonly Capture[]): readonly Capture[] {
  const documentation = new Set(comments.map(({ start }) => start));
  return strings.filter(({ start }) => !documentation.has(start));
}

/** Captures that lie in none before them. */
export function outermost(captures: readonly Capture[]): Capture[] {
  let reached = 0;
  return captures.filter(({ start, end }) => {
    if (start < reached) return false;
    reached = end;
    return true;
  });
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
