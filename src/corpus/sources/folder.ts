import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { orderedMap } from "../threads/ordered-map.ts";
import { ContentHashes } from "./content-hashes.ts";
import { isLicenceFile } from "../licence/licence-file.ts";
import { fileSelection } from "./file-selection.ts";
import { isNotebook, MOST_NOTEBOOK_BYTES, withNotebooks } from "./notebooks.ts";
import type { FileSource, SourceFile, SourceListener, Unselected } from "./source-file.ts";
import { walkFolder, type WalkedFile } from "./walk-folder.ts";

type FolderDeclaration = Extract<CorpusSource, { type: "folder" }>;

/** Files that are hashed at the same time. */
const HASHED_AHEAD = { items: 16, bytes: 64_000_000, sizeOf: ({ stats }: WalkedFile) => Number(stats?.size ?? 0) };

/** The files of a folder. A file larger than `maxFileBytes` is never read, so its size stands for its content. */
export function folderSource(
  { name, path, include, exclude, notebooks }: FolderDeclaration,
  cacheFolder: string,
  maxFileBytes: number,
): FileSource {
  const selection = fileSelection(include, exclude);
  const isRead = (file: string): boolean => selection.selects(file) || isLicenceFile(file);

  async function* walked(
    signal: AbortSignal,
    wanted: (path: string) => boolean,
    listener: SourceListener = {},
  ): AsyncGenerator<WalkedFile> {
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory() !== true) throw new StageError(`Source "${name}": there is no folder ${path}.`);
    const ignored = (what: Unselected): void => listener.leftOut?.(what, 1);
    const counted = (file: string): boolean => {
      const isWanted = wanted(file);
      if (!isWanted) listener.leftOut?.("file", 1);
      return isWanted;
    };
    yield* walkFolder(path, signal, { ignored, wanted: counted });
  }

  return {
    async fingerprint(signal) {
      const hashes = await ContentHashes.open(cacheFolder, JSON.stringify([path, include, exclude]));
      const digest = createHash("sha256");
      const states = orderedMap(walked(signal, isRead), HASHED_AHEAD, async (file) => {
        // Bytes of the path beneath the folder: names need not be text, and a folder that was moved holds what it held.
        const beneath = file.location.subarray(Buffer.byteLength(path)).toString("latin1");
        return JSON.stringify([beneath, await stateOf(file, hashes, maxFileBytes)]);
      });
      for await (const state of states) digest.update(state);
      await hashes.save();
      return digest.digest("hex");
    },
    async *files(signal, listener) {
      for await (const found of walked(signal, (file) => selection.selects(file), listener)) {
        const file = withNotebooks(walkedSourceFile(found), notebooks);
        if (file !== undefined) yield file;
      }
    },
    async *licenceFiles(signal) {
      for await (const file of walked(signal, isLicenceFile))
        if (file.problem === undefined) yield walkedSourceFile(file);
    },
    close: () => undefined,
  };
}

async function stateOf(file: WalkedFile, hashes: ContentHashes, maxFileBytes: number): Promise<string> {
  if (file.problem !== undefined) return "unreadable";
  const mostRead = isNotebook(file.path) ? Math.max(maxFileBytes, MOST_NOTEBOOK_BYTES) : maxFileBytes;
  if (Number(file.stats?.size ?? 0) > mostRead) return `too large: ${String(file.stats?.size)}`;
  return hashes.hash(file).catch(() => "unreadable");
}

/** A walked file as a source gives it. */
export function walkedSourceFile({ path, location, stats, problem }: WalkedFile): SourceFile {
  return {
    path,
    revision: null,
    size: Number(stats?.size ?? 0),
    // A copy of its own: a thread is sent all that a buffer is part of.
    ...(problem === undefined && { location: new Uint8Array(location) }),
    read: () => (problem === undefined ? readFile(location) : Promise.reject(new Error(problem))),
  };
}
