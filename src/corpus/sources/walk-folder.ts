import type { BigIntStats, Dirent } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { IgnoreRules } from "./gitignore.ts";

/** A regular file beneath a folder, or a folder that could not be read. */
export interface WalkedFile {
  /** For people, relative to the folder, with `/`. */
  readonly path: string;
  /** For the file system: names need not be UTF-8. */
  readonly location: Buffer;
  readonly stats: BigIntStats | undefined;
  /** Why it cannot be read; undefined for a file that may. */
  readonly problem?: string;
}

/** Git's own data, and ours: a corpus that held earlier results would never be the same twice. */
const NEVER_ENTERED = new Set([".git", ".ablate"]);
const FILES_AT_A_TIME = 32;
const SLASH = Buffer.from("/");

export interface WalkOptions {
  /** Is told what a .gitignore leaves out; a folder counts as one, whatever it holds. */
  readonly ignored?: (what: "ignoredFile" | "ignoredFolder") => void;
  /** Whether a file is to be looked at; left out: every one. */
  readonly wanted?: (path: string) => boolean;
}

/**
 * Every regular file beneath a folder that no .gitignore at or beneath it ignores, folder by folder in the order of the names'
 * bytes. Symbolic links are not followed: what they lead to is in the folder anyway, or is not meant to be.
 */
export async function* walkFolder(
  folder: string,
  signal: AbortSignal,
  options: WalkOptions = {},
): AsyncGenerator<WalkedFile> {
  yield* walk(Buffer.from(folder), "", undefined, signal, options);
}

async function* walk(
  location: Buffer,
  path: string,
  above: IgnoreRules | undefined,
  signal: AbortSignal,
  options: WalkOptions,
): AsyncGenerator<WalkedFile> {
  signal.throwIfAborted();
  let entries: Dirent<Buffer>[];
  try {
    entries = await readdir(location, { encoding: "buffer", withFileTypes: true });
  } catch (error) {
    yield { path, location, stats: undefined, problem: messageOf(error) };
    return;
  }
  const hasRules = entries.some((entry) => entry.isFile() && entry.name.toString() === ".gitignore");
  const rules = new IgnoreRules(path, hasRules ? await readRules(location) : undefined, above);
  // In small groups: looking at one file after the other waits for the disk most of the time.
  const taken = entries
    .filter((entry) => isTaken(entry, path, rules, options))
    .sort((a, b) => Buffer.compare(a.name, b.name));
  for (let from = 0; from < taken.length; from += FILES_AT_A_TIME) {
    const group = taken.slice(from, from + FILES_AT_A_TIME).map((entry) => ({
      path: path + entry.name.toString(),
      location: Buffer.concat([location, SLASH, entry.name]),
      isFolder: entry.isDirectory(),
    }));
    const files = await Promise.all(group.map((file) => (file.isFolder ? Promise.resolve(undefined) : statFile(file))));
    for (const [index, entry] of group.entries()) {
      const file = files[index];
      if (file === undefined) yield* walk(entry.location, `${entry.path}/`, rules, signal, options);
      else yield file;
    }
  }
}

function isTaken(entry: Dirent<Buffer>, path: string, rules: IgnoreRules, { ignored, wanted }: WalkOptions): boolean {
  const name = entry.name.toString();
  const isFolder = entry.isDirectory();
  if (isFolder ? NEVER_ENTERED.has(name) : !entry.isFile() || name === ".git") return false;
  if (!rules.ignores(isFolder ? `${path}${name}/` : path + name)) return isFolder || wanted?.(path + name) !== false;
  ignored?.(isFolder ? "ignoredFolder" : "ignoredFile");
  return false;
}

async function statFile({ location, path }: Pick<WalkedFile, "location" | "path">): Promise<WalkedFile> {
  try {
    return { path, location, stats: await lstat(location, { bigint: true }) };
  } catch (error) {
    return { path, location, stats: undefined, problem: messageOf(error) };
  }
}

/** Rules that cannot be read ignore nothing; the file itself is told as unreadable when its turn comes. */
async function readRules(folder: Buffer): Promise<string | undefined> {
  return readFile(Buffer.concat([folder, Buffer.from("/.gitignore")]), "utf8").catch(() => undefined);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
