import { posix } from "node:path";
import type { ImportStatement } from "./sequence-part.ts";

/** Files of a name that are looked at: beyond, the name says too little. */
const MOST_NAMESAKES = 1000;

/** The files of a repository, to be found by the end of their paths. */
export class RepositoryPaths {
  private readonly indexOf = new Map<string, number>();
  private readonly paths: readonly string[];
  /** Indices by the last part of their paths, and by the last two. */
  private readonly namesakes = new Map<string, number[]>();
  /** Indices of the files that lie in a folder itself. */
  private readonly inFolder = new Map<string, number[]>();
  /** Folders by their last part. */
  private readonly folders = new Map<string, string[]>();

  constructor(paths: readonly string[]) {
    this.paths = paths;
    for (const [index, path] of paths.entries()) {
      if (!this.indexOf.has(path)) this.indexOf.set(path, index);
      for (const key of new Set([lastParts(path, 1), lastParts(path, 2)])) add(this.namesakes, key, index);
      const folder = posix.dirname(path);
      if (!this.inFolder.has(folder)) add(this.folders, posix.basename(folder), folder);
      add(this.inFolder, folder, index);
    }
  }

  at(path: string): number | undefined {
    return this.indexOf.get(posix.normalize(path));
  }

  /** The file whose path ends in `end`: of several the one that shares most of its path with `from`, then the first. */
  endingIn(end: string, from: string): number | undefined {
    const known = this.namesakes.get(lastParts(end, 2)) ?? [];
    const fitting = known
      .slice(0, MOST_NAMESAKES)
      .filter((index) => this.paths[index] === end || this.paths[index]?.endsWith(`/${end}`) === true);
    const shared = (index: number): number => sharedParts(this.paths[index] ?? "", from);
    return fitting.reduce<number | undefined>(
      (best, index) => (best === undefined || shared(index) > shared(best) ? index : best),
      undefined,
    );
  }

  /** The files in the folder whose path is the longest end of `path`, with one of the extensions. */
  inFolderEnding(path: string, extension: string): readonly number[] {
    const fitting = (this.folders.get(posix.basename(path)) ?? [])
      .slice(0, MOST_NAMESAKES)
      .filter((folder) => path === folder || path.endsWith(`/${folder}`) || folder.endsWith(`/${path}`))
      .sort((a, b) => b.length - a.length);
    const [folder] = fitting;
    if (folder === undefined) return [];
    return (this.inFolder.get(folder) ?? []).filter((index) => this.paths[index]?.endsWith(extension));
  }
}

function add<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function lastParts(path: string, count: number): string {
  return path.split("/").slice(-count).join("/");
}

function sharedParts(a: string, b: string): number {
  const [as, bs] = [a.split("/"), b.split("/")];
  const different = as.findIndex((part, at) => part !== bs[at]);
  return different === -1 ? as.length : different;
}

/** The files of the repository that a document imports, by what its language makes of the names; none for what lies elsewhere. */
export function resolveImports(
  path: string,
  language: string,
  imports: readonly ImportStatement[],
  paths: RepositoryPaths,
): number[] {
  const resolve = resolvers[language];
  if (resolve === undefined) return [];
  return [...new Set(imports.flatMap((statement) => resolve(path, statement, paths)))];
}

type Resolver = (path: string, statement: ImportStatement, paths: RepositoryPaths) => readonly number[];

const found = (...indices: readonly (number | undefined)[]): number[] => indices.filter((index) => index !== undefined);

/** `a.b.c`, or `..b` beginning at the folder of the file; a name that is imported may be a module itself. */
const python: Resolver = (path, { module, names }, paths) => {
  const [, dots = "", rest = ""] = /^(\.*)(.*)$/s.exec(module.replace(/\s/g, "")) ?? [];
  const parts = rest.split(".").filter((part) => part !== "");
  const above = Array.from({ length: Math.max(0, dots.length - 1) }, () => "..");
  const base = dots === "" ? "" : posix.join(posix.dirname(path), ...above);
  const look = (modules: readonly string[]): number | undefined => {
    if (dots === "" && modules.length === 0) return undefined;
    const ends =
      modules.length === 0 ? ["__init__.py"] : [`${modules.join("/")}.py`, `${modules.join("/")}/__init__.py`];
    for (const end of ends) {
      const index = dots === "" ? paths.endingIn(end, path) : paths.at(posix.join(base, end));
      if (index !== undefined) return index;
    }
    return undefined;
  };
  const submodules = found(...names.map((name) => look([...parts, ...name.split(".")])));
  return submodules.length > 0 ? submodules : found(look(parts));
};

const scriptExtensions = [".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts"];

/** A relative specifier, with or without its extension; `.js` may stand for what it is compiled from. */
const script: Resolver = (path, { module }, paths) => {
  if (!module.startsWith(".")) return [];
  const target = posix.join(posix.dirname(path), module);
  const stem = target.replace(/\.[cm]?jsx?$/, "");
  const candidates = [
    target,
    ...scriptExtensions.map((extension) => `${target}${extension}`),
    ...scriptExtensions.map((extension) => `${stem}${extension}`),
    ...scriptExtensions.map((extension) => `${target}/index${extension}`),
  ];
  return found(candidates.map((candidate) => paths.at(candidate)).find((index) => index !== undefined));
};

/** A class by its package, which is its folder; of a static import without the member; or all classes of a package. */
const java: Resolver = (path, { module }, paths) => {
  const parts = module.split(".");
  for (const name of [parts, parts.slice(0, -1)]) {
    const index = name.length < 2 ? undefined : paths.endingIn(`${name.join("/")}.java`, path);
    if (index !== undefined) return [index];
  }
  return paths.inFolderEnding(parts.join("/"), ".java");
};

/** A header beside the file, or beneath a folder that the compiler is told of. */
const c: Resolver = (path, { module }, paths) => {
  const name = module.replace(/^[<"]|[>"]$/g, "");
  return found(paths.at(posix.join(posix.dirname(path), name)) ?? paths.endingIn(posix.normalize(name), path));
};

/** All files of the package in the folder that the import path ends in. */
const go: Resolver = (path, { module }, paths) =>
  paths.inFolderEnding(module.replace(/^[`"]|[`"]$/g, ""), ".go").filter((index) => index !== paths.at(path));

/** `crate::a::B`, `super::a`, or the module of a `mod a;`: the longest part that is a file. */
const rust: Resolver = (path, { module }, paths) => {
  const parts = (module.split("{")[0] ?? "").split("::").map((part) => part.trim().replace(/^r#/, ""));
  const names = parts.filter((part) => /^\w+$/.test(part));
  const folder = posix.dirname(path);
  const isRoot = /(?:^|\/)(?:mod|lib|main)\.rs$/.test(path);
  const own = isRoot ? folder : path.replace(/\.rs$/, "");
  let base = own;
  if (names[0] === "crate") {
    names.shift();
    base = crateFolder(path);
  } else if (names[0] === "self") {
    names.shift();
  }
  while (names[0] === "super") {
    names.shift();
    base = posix.dirname(base);
  }
  for (let length = names.length; length > 0; length -= 1) {
    const target = posix.join(base, ...names.slice(0, length));
    const index = paths.at(`${target}.rs`) ?? paths.at(`${target}/mod.rs`);
    if (index !== undefined) return [index];
  }
  return [];
};

function crateFolder(path: string): string {
  const parts = path.split("/");
  const source = parts.lastIndexOf("src");
  return source === -1 ? "." : parts.slice(0, source + 1).join("/");
}

/** By the name that Linguist gives a language. */
const resolvers: Readonly<Record<string, Resolver>> = {
  Python: python,
  JavaScript: script,
  TypeScript: script,
  TSX: script,
  Java: java,
  C: c,
  "C++": c,
  Go: go,
  Rust: rust,
};

/** The languages whose imports are followed. */
export const importLanguages: readonly string[] = Object.keys(resolvers);
