import { Language, Parser, Query } from "web-tree-sitter";
import type { Capture } from "./capture.ts";
import { parserFile, readGrammars, type Grammar } from "./grammars.ts";

/** What a parse gave, or why it gave nothing. */
export type SyntaxResult =
  | {
      /** In the order of their starts. */
      readonly captures: readonly Capture[];
      /** What the language's queries can capture. */
      readonly names: ReadonlySet<string>;
      readonly problem?: never;
    }
  | { readonly captures?: never; readonly names?: never; readonly problem: string };

export interface SyntaxParser {
  /** Whether a language, as Linguist names it, has a grammar. */
  knows(language: string): boolean;
  parse(text: string, language: string): Promise<SyntaxResult>;
}

interface LoadedGrammar {
  readonly language: Language;
  readonly query: Query;
  readonly names: ReadonlySet<string>;
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

/** A tree-sitter parser over the languages of a grammars folder, which are loaded when they are first needed. */
export async function createSyntaxParser(grammarsFolder: string): Promise<SyntaxParser> {
  await Parser.init({ locateFile: () => parserFile(grammarsFolder) });
  const grammars = new Map<string, Grammar>();
  for (const grammar of await readGrammars(grammarsFolder)) {
    for (const name of grammar.linguist) grammars.set(name, grammar);
  }
  const loaded = new Map<Grammar, Promise<LoadedGrammar>>();
  const parser = new Parser();
  return {
    knows: (language) => grammars.has(language),
    async parse(text, language) {
      const grammar = grammars.get(language);
      if (grammar === undefined) return { problem: `there is no grammar for ${language}` };
      let loading = loaded.get(grammar);
      if (loading === undefined) loaded.set(grammar, (loading = loadGrammar(grammar)));
      return parseWith(parser, await loading, text);
    },
  };
}

async function loadGrammar({ wasmFile, query }: Grammar): Promise<LoadedGrammar> {
  const language = await Language.load(wasmFile);
  const compiled = new Query(language, `${query}\n(ERROR) @error\n(MISSING) @error`);
  return { language, query: compiled, names: new Set(compiled.captureNames) };
}

function parseWith(parser: Parser, { language, query, names }: LoadedGrammar, text: string): SyntaxResult {
  parser.setLanguage(language);
  const allowed = CALLS_AT_LEAST + text.length * CALLS_PER_CHARACTER;
  let calls = 0;
  const progressCallback = (): boolean => {
    calls += 1;
    return calls > allowed;
  };
  const tree = parser.parse(text, null, { progressCallback });
  if (tree === null) {
    parser.reset();
    return { problem: "the parser took too many steps for its size" };
  }
  try {
    const deadline = performance.now() + QUERY_MILLISECONDS;
    const progressCallback = (): boolean => performance.now() > deadline;
    const captures = query.captures(tree.rootNode, { matchLimit: UNFINISHED_MATCHES, progressCallback });
    // A query that was stopped returns what it had; that it was stopped shows in the time alone.
    if (progressCallback())
      return { problem: `its syntax tree took more than ${String(QUERY_MILLISECONDS / 1000)} s to read` };
    return {
      captures: captures.map(({ name, node }) => ({ name, start: node.startIndex, end: node.endIndex })),
      names,
    };
  } finally {
    tree.delete();
  }
}
