import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { repositoryName } from "../../experiment/corpus/repository-name.ts";
import { StageError } from "../../stage/runner.ts";
import { BlobReader } from "./blob-reader.ts";
import { fileSelection } from "./file-selection.ts";
import { checkRevision, folderInRepository } from "./git-address.ts";
import { type GitBlob, blobsAtCommit, blobsOfHistory } from "./git-blobs.ts";
import { type GitRepository, openRepository } from "./git-repository.ts";
import type { FileSource } from "./source-file.ts";

type GitDeclaration = Extract<CorpusSource, { type: "git" }>;

/** The files of a git repository at a revision and, where the source asks for its history, their earlier versions. */
export function gitSource(source: GitDeclaration, cacheFolder: string): FileSource {
  const { name, url, revision, history } = source;
  const selection = fileSelection(source.include, source.exclude);
  let reader: BlobReader | undefined;

  async function open(signal: AbortSignal): Promise<{ repository: GitRepository; folder: string }> {
    checkRevision(name, revision);
    const folder = folderInRepository(name, source.path);
    return { repository: await openRepository(name, url, revision, cacheFolder, signal), folder };
  }

  async function blobs(repository: GitRepository, folder: string): Promise<readonly GitBlob[]> {
    const present = await blobsAtCommit(repository, folder);
    if (present.length === 0) {
      throw new StageError(`Source "${name}": ${url} has no files in ${folder === "" ? "/" : folder} at ${revision}.`);
    }
    if (!history) return present;
    const known = new Set(present.map(({ id, path }) => `${id} ${path}`));
    const earlier = (await blobsOfHistory(repository, folder)).filter(({ id, path }) => !known.has(`${id} ${path}`));
    return [...present, ...earlier];
  }

  return {
    async fingerprint(signal) {
      const { repository, folder } = await open(signal);
      return `${repository.commit} ${folder}`;
    },
    async *files(signal) {
      const { repository, folder } = await open(signal);
      const blobReader = (reader = new BlobReader(repository.folder));
      for (const { path, id, commit, size } of await blobs(repository, folder)) {
        signal.throwIfAborted();
        const relative = folder === "" ? path : path.slice(folder.length + 1);
        if (!selection.selects(relative)) continue;
        yield {
          path: relative,
          revision: commit,
          repository: repositoryName(url),
          size,
          read: () => blobReader.read(id),
        };
      }
    },
    close: () => reader?.close(),
  };
}
