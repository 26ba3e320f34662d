import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { StageError } from "../../stage/runner.ts";
import { ContentHashes } from "./content-hashes.ts";
import { fileSelection } from "./file-selection.ts";
import type { SourceListener, Unselected } from "./source-file.ts";
import { walkFolder, type WalkedFile } from "./walk-folder.ts";

/** Where a source has its files of data: one file, or those of a folder that it selects. */
export interface DataPlace {
  readonly name: string;
  readonly path: string;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/**
 * The files of data at a place, in the order of their paths' bytes. `takes` tells by the name which files of a folder can be read;
 * it is not asked of a file that the source names. Rejects with a `StageError` where there is none.
 */
export async function* dataFiles(
  { name, path, include, exclude }: DataPlace,
  takes: (path: string) => boolean,
  signal: AbortSignal,
  listener: SourceListener = {},
): AsyncGenerator<WalkedFile> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  if (stats === undefined) throw new StageError(`Source "${name}": there is no file or folder ${path}.`);
  if (stats.isFile()) {
    yield { path: basename(path), location: Buffer.from(path), stats };
    return;
  }
  const selection = fileSelection(include, exclude);
  let found = false;
  const ignored = (what: Unselected): void => listener.leftOut?.(what, 1);
  for await (const file of walkFolder(path, signal, { ignored })) {
    if (file.problem === undefined && !(selection.selects(file.path) && takes(file.path))) {
      listener.leftOut?.("file", 1);
      continue;
    }
    found = true;
    yield file;
  }
  if (!found) {
    throw new StageError(
      `Source "${name}": there are no files of data in ${path}: see its include and exclude. Symbolic links are not followed.`,
    );
  }
}

/** Digest of the paths beneath the place and of the contents; contents are remembered in the cache by size and times. */
export async function dataFingerprint(
  place: DataPlace,
  takes: (path: string) => boolean,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<string> {
  const hashes = await ContentHashes.open(cacheFolder, JSON.stringify([place.path, place.include, place.exclude]));
  const digest = createHash("sha256");
  for await (const file of dataFiles(place, takes, signal)) {
    const state = file.problem === undefined ? await hashes.hash(file).catch(() => "unreadable") : "unreadable";
    digest.update(JSON.stringify([file.path, state]));
  }
  await hashes.save();
  return digest.digest("hex");
}
