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
const SLASH = Buffer.from("/");

/**
 * Every regular file beneath a folder that no .gitignore at or beneath it ignores, folder by folder in the order of the names'
 * bytes. Symbolic links are not followed: what they lead to is in the folder anyway, or is not meant to be.
 */
export async function* walkFolder(folder: string, signal: AbortSignal): AsyncGenerator<WalkedFile> {
  yield* walk(Buffer.from(folder), "", undefined, signal);
}

async function* walk(
  location: Buffer,
  path: string,
  above: IgnoreRules | undefined,
  signal: AbortSignal,
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
  for (const entry of entries.toSorted((a, b) => Buffer.compare(a.name, b.name))) {
    const name = entry.name.toString();
    const entryLocation = Buffer.concat([location, SLASH, entry.name]);
    if (entry.isDirectory()) {
      const entryPath = `${path}${name}/`;
      if (NEVER_ENTERED.has(name) || rules.ignores(entryPath)) continue;
      yield* walk(entryLocation, entryPath, rules, signal);
    } else if (entry.isFile() && name !== ".git" && !rules.ignores(path + name)) {
      yield await statFile(entryLocation, path + name);
    }
  }
}

async function statFile(location: Buffer, path: string): Promise<WalkedFile> {
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
