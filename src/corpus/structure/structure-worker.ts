import { readFile } from "node:fs/promises";
import { Language, Parser, Query } from "web-tree-sitter";
import { parserFile, readGrammars } from "../syntax/grammars.ts";
import { alignedSpan } from "./aligned-span.ts";
import { sampledNode } from "./sampled-node.ts";
import type { ImportedModule, StructureAnswer, StructureTask } from "./structure-task.ts";

interface Loaded {
  readonly language: Language;
  readonly imports: Query | undefined;
}

interface Languages {
  readonly parser: Parser;
  readonly load: (name: string) => Promise<Loaded | undefined>;
}

/** As in `syntax-parser.ts`: a limit on the parser's steps, rather than on time, is the same on every machine. */
const CALLS_PER_CHARACTER = 0.1;
const CALLS_AT_LEAST = 10_000;
const UNFINISHED_MATCHES = 4096;

const nothing: StructureAnswer = { span: null, imports: null };

let languages: Promise<Languages> | undefined;

/** What each worker thread runs. Grammars stay loaded from task to task. */
export default async function answer(task: StructureTask): Promise<StructureAnswer> {
  languages ??= openLanguages(task.grammarsFolder);
  const { parser, load } = await languages;
  const loaded = await load(task.language);
  if (loaded === undefined) return nothing;
  parser.setLanguage(loaded.language);
  const allowed = CALLS_AT_LEAST + task.text.length * CALLS_PER_CHARACTER;
  let calls = 0;
  const progressCallback = (): boolean => (calls += 1) > allowed;
  const tree = parser.parse(task.text, null, { progressCallback });
  if (tree === null) {
    parser.reset();
    return nothing;
  }
  try {
    const { question } = task;
    if (question.asks === "alignedSpan") return { span: alignedSpan(tree.rootNode, question.span), imports: null };
    if (question.asks === "sampledNode") return { span: sampledNode(tree.rootNode, question.place), imports: null };
    if (loaded.imports === undefined) return nothing;
    const captures = loaded.imports.captures(tree.rootNode, { matchLimit: UNFINISHED_MATCHES });
    return { span: null, imports: importedModules(captures.map(({ name, node }) => ({ name, text: node.text }))) };
  } finally {
    tree.delete();
  }
}

/** Names follow the module that they are imported of. */
function importedModules(captures: readonly { readonly name: string; readonly text: string }[]): ImportedModule[] {
  const modules: { module: string; names: string[] }[] = [];
  for (const { name, text } of captures) {
    if (name === "module") modules.push({ module: text, names: [] });
    if (name === "module.name") modules.at(-1)?.names.push(text);
  }
  return modules;
}

async function openLanguages(grammarsFolder: string): Promise<Languages> {
  await Parser.init({ locateFile: () => parserFile(grammarsFolder) });
  const grammars = await readGrammars(grammarsFolder);
  const loaded = new Map<string, Promise<Loaded>>();
  return {
    parser: new Parser(),
    async load(name) {
      const grammar = grammars.find(({ linguist }) => linguist.includes(name));
      if (grammar === undefined) return undefined;
      let loading = loaded.get(grammar.wasmFile);
      if (loading === undefined) {
        const { wasmFile, moduleQueries } = grammar;
        loading = Language.load(wasmFile).then(async (language) => {
          const text = (await Promise.all(moduleQueries.map((file) => readFile(file, "utf8")))).join("\n");
          return { language, imports: text === "" ? undefined : new Query(language, text) };
        });
        loaded.set(wasmFile, loading);
      }
      return loading;
    },
  };
}
