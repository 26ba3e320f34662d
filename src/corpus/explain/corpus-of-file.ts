import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import type { CorpusFile, CorpusSource, DocumentClass } from "../../experiment/corpus-file.ts";
import { fileSelection } from "../sources/file-selection.ts";
import { IgnoreRules } from "../sources/gitignore.ts";

/** A corpus file and what it declares, with absolute paths. */
export interface DeclaredCorpus {
  readonly file: string;
  readonly corpus: CorpusFile;
}

/** Which corpus takes a file, and as what. */
export interface Taken {
  readonly corpusFile: string;
  /** As its source declares it; undefined where its language tells it. */
  readonly class: DocumentClass | undefined;
  /** Relative to the source's root, as curation knows the file. */
  readonly path: string;
}

/**
 * The first of some corpora of which a file on disk is a document: it lies in a folder or a local repository that is a
 * source, is selected there, and no .gitignore beneath the source's folder ignores it.
 */
export async function corpusOfFile(file: string, corpora: readonly DeclaredCorpus[]): Promise<Taken | undefined> {
  for (const { file: corpusFile, corpus } of corpora) {
    for (const source of corpus.sources) {
      const path = pathInSource(file, source);
      if (path !== undefined && !(await isIgnored(source, path))) return { corpusFile, class: source.class, path };
    }
  }
  return undefined;
}

/** The source of a corpus that has a file on disk. */
export interface HoldingSource {
  readonly source: CorpusSource;
  /** The folder up to which licence files speak for it. */
  readonly root: string;
  /** Relative to the source's root, as curation knows the file. */
  readonly path: string;
}

/** The first source of a corpus that selects a file on disk; a repository's licence files count also above the source's `path`. */
export function sourceOfFile(file: string, { sources }: Pick<CorpusFile, "sources">): HoldingSource | undefined {
  for (const source of sources) {
    const root = source.type === "git" ? source.url : rootOf(source);
    const path = root !== undefined && isAbsolute(root) ? pathInSource(file, source) : undefined;
    if (root !== undefined && path !== undefined) return { source, root, path };
  }
  return undefined;
}

/** The path of a file relative to a source that selects it; undefined for a file that the source does not have. */
function pathInSource(file: string, source: CorpusSource): string | undefined {
  const root = rootOf(source);
  if (root === undefined || (source.type !== "folder" && source.type !== "git")) return undefined;
  const path = relative(root, file).split(sep).join("/");
  const outside = path === "" || path.startsWith("../") || path === "..";
  if (outside || /(^|\/)\.(git|ablate)(\/|$)/.test(path)) return undefined;
  return fileSelection(source.include, source.exclude).selects(path) ? path : undefined;
}

/** The folder on disk that a source's paths start from; undefined where it has none. */
function rootOf(source: CorpusSource): string | undefined {
  if (source.type === "folder") return source.path;
  if (source.type !== "git" || source.url?.startsWith(sep) !== true) return undefined;
  return source.path === undefined ? source.url : join(source.url, source.path);
}

async function isIgnored(source: CorpusSource, path: string): Promise<boolean> {
  const root = rootOf(source);
  if (root === undefined) return false;
  const folders = path.split("/").slice(0, -1);
  let rules: IgnoreRules | undefined;
  let beneath = "";
  for (const folder of ["", ...folders]) {
    if (folder !== "") beneath = `${beneath}${folder}/`;
    if (beneath !== "" && rules?.ignores(beneath) === true) return true;
    const text = await readFile(join(root, beneath, ".gitignore"), "utf8").catch(() => undefined);
    rules = new IgnoreRules(beneath, text, rules);
  }
  return rules?.ignores(path) ?? false;
}
