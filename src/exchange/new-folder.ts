import { access, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { StageError } from "../stage/runner.ts";

/**
 * Makes a folder whole or not at all: `fill` fills one beside it, which is then renamed. Throws a StageError where something of that name
 * is there already. Resolves to its absolute path.
 */
export async function makeNewFolder(to: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const path = resolve(to);
  await requireAbsent(path);
  const temporary = join(dirname(path), `.${basename(path)}.${String(process.pid)}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return path;
}

/** Throws a StageError where something of that name is there already. */
export async function requireAbsent(path: string): Promise<void> {
  try {
    await access(path);
  } catch {
    return;
  }
  throw new StageError(`${path} is there already; name a new one with --to`);
}
