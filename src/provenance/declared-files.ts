import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { parsedJson } from "../stage/json.ts";
import { findWorkspace, type Workspace } from "../store/workspace.ts";

const SKIPPED = new Set([".ablate", ".git", "node_modules"]);
const ENDINGS = [".ablation.json", ".corpus.json"];

const record = z.object({ file: z.string() });

/**
 * Every ablation and corpus file that works in a workspace: those beneath its folder, but for what lies in a workspace of its own, and
 * those that were run in it from elsewhere. Links are not followed. Sorted.
 */
export async function declaredFiles(workspace: Workspace, signal: AbortSignal): Promise<string[]> {
  const files = new Set<string>();
  for await (const file of beneath(workspace.root, signal)) {
    if (findWorkspace(file, workspace.root).root === workspace.root) files.add(file);
  }
  for (const file of await filesThatRan(workspace)) files.add(file);
  return [...files].sort();
}

async function* beneath(folder: string, signal: AbortSignal): AsyncGenerator<string> {
  signal.throwIfAborted();
  // A folder that cannot be read holds no file of ours that could be read.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* beneath(path, signal);
    if (entry.isFile() && ENDINGS.some((ending) => entry.name.endsWith(ending))) yield path;
  }
}

async function filesThatRan(workspace: Workspace): Promise<string[]> {
  const names = await readdir(workspace.runs).catch(() => []);
  const files: string[] = [];
  for (const name of names.filter((each) => each.endsWith(".json") && !each.endsWith(".results.json"))) {
    const text = await readFile(join(workspace.runs, name), "utf8").catch(() => "");
    const file = record.safeParse(parsedJson(text)).data?.file;
    if (file === undefined) continue;
    const path = resolve(workspace.root, file);
    if (await readFile(path).then(() => true, () => false)) files.push(path); // prettier-ignore
  }
  return files;
}
