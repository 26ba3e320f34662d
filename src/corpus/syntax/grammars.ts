import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { StageError } from "../../stage/runner.ts";

const languageFile = z.strictObject({
  name: z.string(),
  linguist: z.array(z.string()).min(1),
  package: z.string(),
  wasm: z.string(),
  extends: z.string().optional(),
  opening: z.string().default(""),
});

/** What `grammars/<folder>/` says about a language. See `grammars/README.md`. */
export interface Grammar {
  /** Its folder's name. */
  readonly folder: string;
  readonly name: string;
  /** Names of the language as Linguist gives them. */
  readonly linguist: readonly string[];
  readonly wasmFile: string;
  /** What has to stand before code for it to be read as such; empty in most languages. */
  readonly opening: string;
  /** Its queries and those of the languages that it extends, as one. */
  readonly query: string;
  /** The files whose queries capture what a text imports. */
  readonly moduleQueries: readonly string[];
}

/** Read apart from the others: no signal needs them. */
const MODULE_QUERIES = "modules.scm";

/** Reads every language of a grammars folder. Rejects with a `StageError` that names what is wrong with one. */
export async function readGrammars(grammarsFolder: string): Promise<readonly Grammar[]> {
  const entries = await readdir(grammarsFolder, { withFileTypes: true }).catch((error: unknown) => {
    throw new StageError(`The grammars at ${grammarsFolder} cannot be read: ${messageOf(error)}.`);
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(folders.toSorted().map((folder) => readGrammar(grammarsFolder, folder)));
}

async function readGrammar(grammarsFolder: string, folder: string): Promise<Grammar> {
  const { name, linguist, opening, extends: _extended, ...where } = await readLanguageFile(grammarsFolder, folder);
  const wasmFile = grammarFile(grammarsFolder, folder, where.package, where.wasm);
  const query = await readQueries(grammarsFolder, folder);
  return {
    ...{ folder, name, linguist, opening, wasmFile, query },
    moduleQueries: await moduleQueries(grammarsFolder, folder),
  };
}

async function readLanguageFile(grammarsFolder: string, folder: string): Promise<z.infer<typeof languageFile>> {
  const file = join(grammarsFolder, folder, "language.json");
  try {
    return languageFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    throw new StageError(`${file} does not describe a language: ${messageOf(error)}`);
  }
}

async function moduleQueries(grammarsFolder: string, folder: string): Promise<string[]> {
  const { extends: extended } = await readLanguageFile(grammarsFolder, folder);
  const file = join(grammarsFolder, folder, MODULE_QUERIES);
  const inherited = extended === undefined ? [] : await moduleQueries(grammarsFolder, extended);
  return existsSync(file) ? [...inherited, file] : inherited;
}

async function readQueries(grammarsFolder: string, folder: string): Promise<string> {
  const { extends: extended } = await readLanguageFile(grammarsFolder, folder);
  const inherited = extended === undefined ? "" : await readQueries(grammarsFolder, extended);
  const names = (await readdir(join(grammarsFolder, folder)))
    .filter((name) => name.endsWith(".scm") && name !== MODULE_QUERIES)
    .toSorted();
  const queries = await Promise.all(names.map((name) => readFile(join(grammarsFolder, folder, name), "utf8")));
  return [inherited, ...queries].join("\n");
}

/**
 * Where a language's grammar lies: in its folder, where the build copies it, else in the package that brings it. Throws a
 * `StageError` where there is neither.
 */
function grammarFile(grammarsFolder: string, folder: string, packageName: string, wasm: string): string {
  const built = join(grammarsFolder, folder, wasm);
  return existsSync(built) ? built : installedFile(grammarsFolder, packageName, wasm);
}

/** The parser itself: `web-tree-sitter.wasm`, copied beside the languages or in its package. */
export function parserFile(grammarsFolder: string): string {
  const built = join(grammarsFolder, "web-tree-sitter.wasm");
  return existsSync(built) ? built : installedFile(grammarsFolder, "web-tree-sitter", "web-tree-sitter.wasm");
}

function installedFile(from: string, packageName: string, file: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", packageName, file);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) break;
  }
  throw new StageError(`The grammar ${file} is neither in ${from} nor among the installed packages (${packageName}).`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
