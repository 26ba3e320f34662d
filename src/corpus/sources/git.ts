import { posix } from "node:path";
import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { isLicenceFile } from "../licence/licence-file.ts";
import { type FileSelection, fileSelection } from "./file-selection.ts";
import { type GitBlob, blobsAtCommit, blobsOfHistory } from "./git-blobs.ts";
import { withNotebooks } from "./notebooks.ts";
import { repositorySource, type SourceRepository } from "./repository-source.ts";
import type { FileSource, SourceFile, SourceListener } from "./source-file.ts";

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

  async function* filesOf(
    opened: SourceRepository,
    signal: AbortSignal,
    listener: SourceListener,
  ): AsyncGenerator<SourceFile> {
    const { prefix, origin, readBlob } = opened;
    for (const { path, id, commit, time, size } of await selectedBlobs(opened, selection, source, listener)) {
      signal.throwIfAborted();
      const blob = { path: prefix + path, revision: commit, blob: id, time, size, read: () => readBlob(id) };
      const file = withNotebooks({ ...origin, ...blob }, source.notebooks);
      if (file !== undefined) yield file;
    }
  }

  async function* licenceFilesOf(
    { repository, folder, prefix, readBlob }: SourceRepository,
    signal: AbortSignal,
  ): AsyncGenerator<SourceFile> {
    for (const { path, id, commit, size } of await blobsAtCommit(repository, "")) {
      signal.throwIfAborted();
      const relative = posix.relative(folder, path);
      if (!isLicenceFile(path) || (relative.startsWith("../") && !DIRECTLY_ABOVE.test(relative))) continue;
      // Beside other repositories there is no "above": what lies there speaks for the repository's folder.
      const told = prefix === "" ? relative : `${prefix}${relative.replace(/^(?:\.\.\/)+/, "")}`;
      yield { path: told, revision: commit, size, read: () => readBlob(id) };
    }
  }

  return repositorySource(source, cacheFolder, log, { filesOf, licenceFilesOf });
}

/** Paths are beneath the source's folder. */
async function selectedBlobs(
  { repository, folder }: SourceRepository,
  selection: FileSelection,
  { name, history }: GitDeclaration,
  listener: SourceListener,
): Promise<readonly GitBlob[]> {
  const present = await blobsAtCommit(repository, folder);
  if (present.length === 0) {
    const place = folder === "" ? "/" : folder;
    throw new StageError(`Source "${name}": ${repository.url} has no files in ${place} at ${repository.asked}.`);
  }
  const known = new Set(present.map(({ id, path }) => `${id} ${path}`));
  const earlier = history ? await blobsOfHistory(repository, folder) : [];
  const all = [...present, ...earlier.filter(({ id, path }) => !known.has(`${id} ${path}`))].map((blob) => ({
    ...blob,
    path: folder === "" ? blob.path : blob.path.slice(folder.length + 1),
  }));
  const selected = all.filter(({ path }) => selection.selects(path));
  listener.leftOut?.("file", all.length - selected.length);
  return selected;
}
