import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { BlobReaders } from "./blob-readers.ts";
import { folderInRepository } from "./git-address.ts";
import { complaint, type GitRepository } from "./git-repository.ts";
import { type OpenedPlace, openRepositories } from "./open-repositories.ts";
import { type RepositoryPlace, repositoryPlaces } from "./repository-list.ts";
import type { DocumentOrigin, FileSource, SourceFile } from "./source-file.ts";
import { unreadable } from "./unreadable.ts";

type RepositoriesDeclaration = Extract<CorpusSource, { type: "git" | "commits" }>;

/** A repository of a source as its documents are made from it. */
export interface SourceRepository {
  readonly repository: GitRepository;
  /** What stands before the paths of its documents: its name and `/` where a source has several. */
  readonly prefix: string;
  /** The source's folder in it; empty for all of it. */
  readonly folder: string;
  /** What every document of it has. */
  readonly origin: Pick<DocumentOrigin, "repository" | "licence">;
  /** The content of a blob by its object id. */
  readonly readBlob: (id: string) => Promise<Uint8Array>;
}

type FilesOf = (repository: SourceRepository, signal: AbortSignal) => AsyncIterable<SourceFile>;

/**
 * A source whose documents lie in repositories, one after the other. They are opened once: the documents are those of one state,
 * however often they are gone through. One that has failed and is skipped is a document that says why.
 */
export function repositorySource(
  source: RepositoriesDeclaration,
  cacheFolder: string,
  log: (line: string) => void,
  { filesOf, licenceFilesOf }: { readonly filesOf: FilesOf; readonly licenceFilesOf?: FilesOf },
): FileSource {
  const readers = new BlobReaders();
  let places: Promise<readonly OpenedPlace[]> | undefined;
  const open = (signal: AbortSignal): Promise<readonly OpenedPlace[]> =>
    (places ??= openedPlaces(source, cacheFolder, signal, log));

  async function* all(read: FilesOf, tellFailed: boolean, signal: AbortSignal): AsyncGenerator<SourceFile> {
    const folder = folderInRepository(source.name, source.path);
    for (const { place, repository } of await open(signal)) {
      if (repository instanceof StageError) {
        if (tellFailed) yield failed(place, repository);
        continue;
      }
      const prefix = source.repositories === undefined ? "" : `${place.name}/`;
      const origin = { repository: place.name, licence: place.licence };
      const readBlob = (id: string): Promise<Uint8Array> => readers.read(repository.folder, id);
      try {
        yield* read({ repository, prefix, folder, origin, readBlob }, signal);
      } catch (error) {
        signal.throwIfAborted();
        const failure =
          error instanceof StageError
            ? error
            : new StageError(`Source "${source.name}": ${place.name} cannot be read (${complaint(error)}).`);
        if (!source.skipFailed) throw failure;
        if (tellFailed) yield failed(place, failure);
      }
    }
  }

  return {
    async fingerprint(signal) {
      return placesFingerprint(await open(signal), folderInRepository(source.name, source.path));
    },
    files: (signal) => all(filesOf, true, signal),
    ...(licenceFilesOf && { licenceFiles: (signal: AbortSignal) => all(licenceFilesOf, false, signal) }),
    close: () => {
      readers.close();
    },
  };
}

function failed({ name }: RepositoryPlace, { message }: StageError): SourceFile {
  return { ...unreadable(name, message), repository: name };
}

async function openedPlaces(
  source: RepositoriesDeclaration,
  cacheFolder: string,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<readonly OpenedPlace[]> {
  const { name, fetches, skipFailed } = source;
  return openRepositories(name, await repositoryPlaces(source), { cacheFolder, fetches, skipFailed, signal, log });
}

/** The state of repositories: what each is called, its commit, and which have failed. */
function placesFingerprint(opened: readonly OpenedPlace[], folder: string): string {
  const states = opened.map(({ place, repository }) => {
    const commit = repository instanceof StageError ? "failed" : repository.commit;
    return [place.name, commit, place.licence ?? null];
  });
  return JSON.stringify([folder, states]);
}
