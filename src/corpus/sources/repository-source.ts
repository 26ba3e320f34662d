import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { BlobReaders } from "./blob-readers.ts";
import { folderInRepository } from "./git-address.ts";
import { complaint, type GitRepository } from "./git-repository.ts";
import { type OpenedPlace, openRepositories } from "./open-repositories.ts";
import { type RepositoryPlace, repositoryPlaces } from "./repository-list.ts";
import type { DocumentOrigin, FileSource, SourceExtent, SourceFile, SourceListener } from "./source-file.ts";
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

type FilesOf = (
  repository: SourceRepository,
  signal: AbortSignal,
  listener: SourceListener,
) => AsyncIterable<SourceFile>;

/** How the documents of a repository are made. */
export interface RepositoryFormat {
  readonly filesOf: FilesOf;
  readonly licenceFilesOf?: FilesOf;
  /** How many commits `filesOf` goes through, which tells how many it has reached. */
  readonly commitsOf?: (repository: SourceRepository, signal: AbortSignal) => Promise<number>;
}

/**
 * A source whose documents lie in repositories, one after the other. They are opened once: the documents are those of one state,
 * however often they are gone through. One that has failed and is skipped is a document that says why.
 */
export function repositorySource(
  source: RepositoriesDeclaration,
  cacheFolder: string,
  log: (line: string) => void,
  { filesOf, licenceFilesOf, commitsOf }: RepositoryFormat,
): FileSource {
  const readers = new BlobReaders();
  let places: Promise<readonly OpenedPlace[]> | undefined;
  const open = (signal: AbortSignal): Promise<readonly OpenedPlace[]> =>
    (places ??= openedPlaces(source, cacheFolder, signal, log));

  function read(place: RepositoryPlace, repository: GitRepository): SourceRepository {
    return {
      repository,
      prefix: source.repositories === undefined ? "" : `${place.name}/`,
      folder: folderInRepository(source.name, source.path),
      origin: { repository: place.name, licence: place.licence },
      readBlob: (id) => readers.read(repository.folder, id),
    };
  }

  async function* all(
    make: FilesOf,
    tellFailed: boolean,
    signal: AbortSignal,
    listener: SourceListener = {},
  ): AsyncGenerator<SourceFile> {
    let before = 0;
    for (const { place, repository } of await open(signal)) {
      if (repository instanceof StageError) {
        if (tellFailed) yield failed(place, repository);
        continue;
      }
      const start = before;
      const reached = (amount: number): void => {
        before = start + amount;
        listener.reached?.(before);
      };
      try {
        yield* make(read(place, repository), signal, { ...listener, reached });
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
    files: (signal, listener) => all(filesOf, true, signal, listener),
    ...(commitsOf && {
      async extent(signal: AbortSignal): Promise<SourceExtent> {
        let amount = 0;
        for (const { place, repository } of await open(signal)) {
          if (repository instanceof StageError) continue;
          // What is wrong with a repository is told when its documents are made.
          amount += await commitsOf(read(place, repository), signal).catch(() => 0);
          signal.throwIfAborted();
        }
        return { amount, unit: "commits" };
      },
    }),
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
