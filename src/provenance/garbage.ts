import { lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Garbage } from "../scheduler/provenance-events.ts";
import { StageStore } from "../store/stage-store.ts";
import type { Workspace } from "../store/workspace.ts";

/** What of a workspace is looked at beside its stages. */
export interface GarbageScope {
  readonly withCache: boolean;
  /** Names of submissions to Slurm that are finished. */
  readonly submissions?: ReadonlySet<string>;
}

/** What may be freed of a workspace whose files need the stages `needed` (`<kind>-<key>`); the largest first. */
export async function findGarbage(
  workspace: Workspace,
  needed: ReadonlySet<string>,
  { withCache, submissions = new Set() }: GarbageScope,
): Promise<Garbage[]> {
  const garbage: Garbage[] = [];
  const stored = (await isLink(workspace.stages)) ? [] : await new StageStore(workspace).list();
  for (const { name, folder, manifest } of stored) {
    if (manifest === undefined)
      garbage.push({ name, kind: "damaged", label: name, folder, bytes: await bytesOf(folder) });
    else if (!needed.has(name)) {
      const { label, startedAt, pack } = manifest;
      const seconds = manifest.seconds / Math.max(1, pack.length);
      garbage.push({ name, kind: "stage", label, folder, bytes: await bytesOf(folder), startedAt, seconds });
    }
  }
  for (const name of await foldersIn(workspace.work)) {
    const folder = join(workspace.work, name);
    if (!needed.has(name)) garbage.push({ name, kind: "work", label: `${name}, not complete`, folder, bytes: await bytesOf(folder) }); // prettier-ignore
  }
  for (const name of (await foldersIn(workspace.slurm)).filter((each) => submissions.has(each))) {
    const folder = join(workspace.slurm, name);
    garbage.push({ name, kind: "submission", label: `finished jobs ${name}`, folder, bytes: await bytesOf(folder) });
  }
  for (const name of await foldersIn(workspace.trash)) {
    const folder = join(workspace.trash, name);
    garbage.push({ name, kind: "trash", label: `put aside ${name}`, folder, bytes: await bytesOf(folder) });
  }
  const cached = withCache ? await bytesOf(workspace.cache) : 0;
  if (cached > 0)
    garbage.push({ name: "cache", kind: "cache", label: "the cache", folder: workspace.cache, bytes: cached });
  return garbage.sort((a, b) => b.bytes - a.bytes);
}

/** Deletes garbage. Each folder leaves its place in one step first, so that no half of a stage is left where stages are looked for. */
export async function deleteGarbage(workspace: Workspace, garbage: readonly Garbage[], now: Date): Promise<void> {
  const aside = await putAside(workspace, garbage.filter(({ kind }) => kind !== "trash"), now); // prettier-ignore
  if (aside !== undefined) await rm(aside, { recursive: true, force: true });
  for (const { folder } of garbage.filter(({ kind }) => kind === "trash"))
    await rm(folder, { recursive: true, force: true });
}

/** Where garbage lies in `.ablate/`, and in the trash. */
const places: Readonly<Record<Garbage["kind"], string>> = {
  stage: "stages",
  damaged: "stages",
  work: "work",
  submission: "slurm",
  cache: "",
  trash: "trash",
};

/**
 * Moves garbage to a folder of its own in `.ablate/trash/`, from where it can be moved back; resolves to that folder, undefined where
 * there is nothing to be moved.
 */
export async function putAside(
  workspace: Workspace,
  garbage: readonly Garbage[],
  now: Date,
): Promise<string | undefined> {
  if (garbage.length === 0) return undefined;
  const trash = join(workspace.trash, now.toISOString().replaceAll(":", "-"));
  for (const { kind, name, folder } of garbage) {
    const place = places[kind];
    await mkdir(join(trash, place), { recursive: true });
    await rename(folder, join(trash, place, name));
  }
  return trash;
}

/** A repository could bring a link to somebody's own folders, whose names would then be those of garbage. */
async function isLink(folder: string): Promise<boolean> {
  return lstat(folder).then((stats) => stats.isSymbolicLink(), () => false); // prettier-ignore
}

async function foldersIn(folder: string): Promise<string[]> {
  if (await isLink(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Of all files in a folder; links count as themselves. */
async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    bytes += await lstat(join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0); // prettier-ignore
  }
  return bytes;
}
