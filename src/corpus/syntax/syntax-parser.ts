import { Language, type Parser, Query, type Tree } from "web-tree-sitter";
import { StageError } from "../../stage/runner.ts";
import { compileRule } from "../rules/compile-rule.ts";
import type { RuleMatches } from "../rules/measure-rules.ts";
import { MATCH, type Rule } from "../rules/rule.ts";
import { inOrderOfStarts } from "./capture-order.ts";
import type { Capture } from "./capture.ts";
import { parserFile, readGrammars, type Grammar } from "./grammars.ts";
import { loadParser, treeCaptures } from "./tree-captures.ts";

/** What a parse gave, or why it gave nothing. */
export type SyntaxResult =
  | {
      /** In the order of their starts. */
      readonly captures: readonly Capture[];
      /** What the language's queries can capture. */
      readonly names: ReadonlySet<string>;
      /** What each of the user's rules for the language found. */
      readonly rules: readonly RuleMatches[];
      readonly problem?: never;
    }
  | { readonly captures?: never; readonly names?: never; readonly rules?: never; readonly problem: string };

export interface SyntaxParser {
  /** Whether a language, as Linguist names it, has a grammar. */
  knows(language: string): boolean;
  parse(text: string, language: string): Promise<SyntaxResult>;
  /** The same for a language by the name of its folder among the grammars. */
  parseAs(text: string, folder: string): Promise<SyntaxResult>;
  /** Whether a fragment can stand alone in a language: it is read without an error. False where there is no grammar. */
  reads(fragment: string, language: string): Promise<boolean>;
}

interface LoadedGrammar {
  readonly language: Language;
  readonly query: Query;
  readonly names: ReadonlySet<string>;
  readonly rules: readonly { readonly rule: Rule; readonly query: Query }[];
}

/**
 * A parse calls back once for a hundred steps of the parser; source code takes one to two such calls for 1,000 characters. A
 * limit on calls, rather than on time, gives the same verdict on every machine.
 */
const CALLS_PER_CHARACTER = 0.1;
const CALLS_AT_LEAST = 10_000;
const UNFINISHED_MATCHES = 4096;
/** Queries are quadratic in the unnamed children of one node, which only text made for it has by the ten thousand. */
const QUERY_MILLISECONDS = 10_000;

/**
 * A tree-sitter parser over the languages of a grammars folder, which are loaded when they are first needed, with the rules of
 * the user. Rejects with a `StageError` where a rule is for a language that has no folder; a parse rejects with one where the
 * query of a rule is wrong.
 */
export async function createSyntaxParser(grammarsFolder: string, rules: readonly Rule[] = []): Promise<SyntaxParser> {
  const parser = await loadParser(parserFile(grammarsFolder));
  const grammars = new Map<string, Grammar>();
  const byFolder = new Map<string, Grammar>();
  for (const grammar of await readGrammars(grammarsFolder)) {
    byFolder.set(grammar.folder, grammar);
    for (const name of grammar.linguist) grammars.set(name, grammar);
  }
  const lost = rules.find((rule) => !byFolder.has(rule.grammar));
  if (lost !== undefined) {
    const known = [...byFolder.keys()].join(", ");
    throw new StageError(`${lost.queryFile}: there is no language "${lost.grammar}"; there are ${known}.`);
  }
  const loaded = new Map<Grammar, Promise<LoadedGrammar>>();
  const load = (grammar: Grammar): Promise<LoadedGrammar> => {
    let loading = loaded.get(grammar);
    if (loading === undefined) loaded.set(grammar, (loading = loadGrammar(grammar, rules)));
    return loading;
  };
  const parseBy = async (grammar: Grammar, text: string): Promise<SyntaxResult> =>
    parseWith(parser, await load(grammar), text);
  return {
    knows: (language) => grammars.has(language),
    async parse(text, language) {
      const grammar = grammars.get(language);
      return grammar === undefined ? { problem: `there is no grammar for ${language}` } : parseBy(grammar, text);
    },
    async parseAs(text, folder) {
      const grammar = byFolder.get(folder);
      return grammar === undefined ? { problem: `there is no grammar in ${folder}` } : parseBy(grammar, text);
    },
    async reads(fragment, language) {
      const grammar = grammars.get(language);
      if (grammar === undefined) return false;
      parser.setLanguage((await load(grammar)).language);
      const tree = treeOf(parser, grammar.opening + fragment);
      const sound = tree?.rootNode.hasError === false;
      tree?.delete();
      return sound;
    },
  };
}

async function loadGrammar({ folder, wasmFile, query }: Grammar, rules: readonly Rule[]): Promise<LoadedGrammar> {
  const language = await Language.load(wasmFile);
  const compiled = new Query(language, `${query}\n(ERROR) @error\n(MISSING) @error`);
  const own = rules.filter((rule) => rule.grammar === folder);
  return {
    language,
    query: compiled,
    names: new Set(compiled.captureNames),
    rules: own.map((rule) => ({ rule, query: compileRule(language, rule) })),
  };
}

function parseWith(parser: Parser, { language, query, names, rules }: LoadedGrammar, text: string): SyntaxResult {
  parser.setLanguage(language);
  const tree = treeOf(parser, text);
  if (tree === null) return { problem: "the parser took too many steps for its size" };
  try {
    const deadline = performance.now() + QUERY_MILLISECONDS;
    const isOver = (): boolean => performance.now() > deadline;
    const capturesOf = (compiled: Query): readonly Capture[] =>
      inOrderOfStarts(treeCaptures(compiled, tree, text, { unfinishedMatches: UNFINISHED_MATCHES, isOver }));
    const captures = capturesOf(query);
    const found = rules.map(({ rule, query: own }) => ({
      rule,
      matches: capturesOf(own).filter(({ name }) => name === MATCH),
    }));
    // A query that was stopped returns what it had; that it was stopped shows in the time alone.
    if (isOver()) return { problem: `its syntax tree took more than ${String(QUERY_MILLISECONDS / 1000)} s to read` };
    return { captures, names, rules: found };
  } finally {
    tree.delete();
  }
}

/** Null where the parser takes too many steps for the text's size. */
function treeOf(parser: Parser, text: string): Tree | null {
  const allowed = CALLS_AT_LEAST + text.length * CALLS_PER_CHARACTER;
  let calls = 0;
  const progressCallback = (): boolean => {
    calls += 1;
    return calls > allowed;
  };
  const tree = parser.parse(text, null, { progressCallback });
  if (tree === null) parser.reset();
  return tree;
}
