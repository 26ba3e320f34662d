import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { posix } from "node:path";
import { isLicenceFile } from "../licence/licence-file.ts";
import { BlobReaders } from "./blob-readers.ts";
import { type FileSelection, fileSelection } from "./file-selection.ts";
import { folderInRepository } from "./git-address.ts";
import { type GitBlob, blobsAtCommit, blobsOfHistory } from "./git-blobs.ts";
import type { GitRepository } from "./git-repository.ts";
import { withNotebooks } from "./notebooks.ts";
import { type OpenedPlace, openRepositories } from "./open-repositories.ts";
import { repositoryPlaces } from "./repository-list.ts";
import type { FileSource, SourceFile } from "./source-file.ts";
import { unreadable } from "./unreadable.ts";

/** A file in one of the folders above, not in a folder beside them. */
const DIRECTLY_ABOVE = /^(?:\.\.\/)+(?:licenses\/)?[^/]+$/i;

type GitDeclaration = Extract<CorpusSource, { type: "git" }>;

/** The files of git repositories, each at a commit, and, where the source asks for their history, the earlier versions. */
export function gitSource(
  source: GitDeclaration,
  cacheFolder: string,
  log: (line: string) => void = () => undefined,
): FileSource {
  const selection = fileSelection(source.include, source.exclude);
  const readers = new BlobReaders();
  let places: Promise<readonly OpenedPlace[]> | undefined;
  // Once: the files are those of one state of the repositories, however often they are gone through.
  const open = (signal: AbortSignal): Promise<readonly OpenedPlace[]> =>
    (places ??= openedPlaces(source, cacheFolder, signal, log));

  async function* filesOf({ place, repository }: OpenedPlace, signal: AbortSignal): AsyncGenerator<SourceFile> {
    const prefix = source.repositories === undefined ? "" : `${place.name}/`;
    if (repository instanceof StageError) {
      yield { ...unreadable(place.name, repository.message), repository: place.name };
      return;
    }
    const folder = folderInRepository(source.name, source.path);
    for (const blob of await selectedBlobs(repository, folder, selection, source)) {
      signal.throwIfAborted();
      const { path, id, commit, time, size } = blob;
      const file = withNotebooks(
        {
          path: prefix + path,
          revision: commit,
          repository: place.name,
          licence: place.licence,
          blob: id,
          time,
          size,
          read: () => readers.read(repository.folder, id),
        },
        source.notebooks,
      );
      if (file !== undefined) yield file;
    }
  }

  async function* licenceFilesOf({ place, repository }: OpenedPlace, signal: AbortSignal): AsyncGenerator<SourceFile> {
    if (repository instanceof StageError) return;
    const folder = folderInRepository(source.name, source.path);
    for (const { path, id, commit, size } of await blobsAtCommit(repository, "")) {
      signal.throwIfAborted();
      const relative = posix.relative(folder, path);
      if (!isLicenceFile(path) || (relative.startsWith("../") && !DIRECTLY_ABOVE.test(relative))) continue;
      // Beside other repositories there is no "above": what lies there speaks for the repository's folder.
      const told =
        source.repositories === undefined ? relative : `${place.name}/${relative.replace(/^(?:\.\.\/)+/, "")}`;
      yield { path: told, revision: commit, size, read: () => readers.read(repository.folder, id) };
    }
  }

  return {
    async fingerprint(signal) {
      return placesFingerprint(await open(signal), folderInRepository(source.name, source.path));
    },
    async *files(signal) {
      for (const opened of await open(signal)) yield* filesOf(opened, signal);
    },
    close: () => {
      readers.close();
    },
    async *licenceFiles(signal) {
      for (const opened of await open(signal)) yield* licenceFilesOf(opened, signal);
    },
  };
}

/** Opens the repositories that a source of git declares. */
export async function openedPlaces(
  source: Extract<CorpusSource, { type: "git" | "commits" }>,
  cacheFolder: string,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<readonly OpenedPlace[]> {
  const { fetches, skipFailed } = source;
  return openRepositories(source.name, await repositoryPlaces(source), {
    cacheFolder,
    fetches,
    skipFailed,
    signal,
    log,
  });
}

/** The state of repositories: what each is called, its commit, and which have failed. */
export function placesFingerprint(opened: readonly OpenedPlace[], folder: string): string {
  const states = opened.map(({ place, repository }) => {
    const commit = repository instanceof StageError ? "failed" : repository.commit;
    return [place.name, commit, place.licence ?? null];
  });
  return JSON.stringify([folder, states]);
}

/** Paths are beneath `folder`. */
async function selectedBlobs(
  repository: GitRepository,
  folder: string,
  selection: FileSelection,
  { name, history }: GitDeclaration,
): Promise<readonly GitBlob[]> {
  const present = await blobsAtCommit(repository, folder);
  if (present.length === 0) {
    const place = folder === "" ? "/" : folder;
    throw new StageError(`Source "${name}": ${repository.url} has no files in ${place} at ${repository.asked}.`);
  }
  const known = new Set(present.map(({ id, path }) => `${id} ${path}`));
  const earlier = history ? await blobsOfHistory(repository, folder) : [];
  return [...present, ...earlier.filter(({ id, path }) => !known.has(`${id} ${path}`))]
    .map((blob) => ({ ...blob, path: folder === "" ? blob.path : blob.path.slice(folder.length + 1) }))
    .filter(({ path }) => selection.selects(path));
}
