import { StageError } from "../../stage/runner.ts";
import { complaint, type GitRepository, openRepository } from "./git-repository.ts";
import type { RepositoryPlace } from "./repository-list.ts";

export interface OpenSettings {
  readonly cacheFolder: string;
  /** Repositories that are fetched at the same time. */
  readonly fetches: number;
  readonly skipFailed: boolean;
  readonly signal: AbortSignal;
  /** Told as repositories are fetched; a line for people. */
  readonly log: (line: string) => void;
}

export interface OpenedPlace {
  readonly place: RepositoryPlace;
  /** Why there is none, in a sentence, where failures are skipped. */
  readonly repository: GitRepository | StageError;
}

/**
 * Opens the repositories of a source, some at a time, and gives them in their order. One that fails does not stop the others;
 * when all are done it rejects with a `StageError` that names each, unless failures are skipped.
 */
export async function openRepositories(
  source: string,
  places: readonly RepositoryPlace[],
  { cacheFolder, fetches, skipFailed, signal, log }: OpenSettings,
): Promise<readonly OpenedPlace[]> {
  const opened = new Array<OpenedPlace>();
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let place = places[next]; place !== undefined; place = places[next]) {
      const index = next;
      next += 1;
      signal.throwIfAborted();
      const repository = await openRepository(source, place, cacheFolder, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof StageError) return error;
        return new StageError(`Source "${source}": ${place.name} cannot be read (${complaint(error)}).`);
      });
      opened[index] = { place, repository };
      done += 1;
      if (repository instanceof StageError && places.length > 1) log(repository.message);
      if (places.length > 1) log(`${source}: ${String(done)} of ${String(places.length)} repositories`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(fetches, places.length) }, work));
  const failures = opened.map(({ repository }) => repository).filter((repository) => repository instanceof StageError);
  const [first] = failures;
  if (first === undefined || skipFailed) return opened;
  if (places.length === 1) throw first;
  throw new StageError(
    `Source "${source}": ${String(failures.length)} of ${String(places.length)} repositories failed; "skipFailed" goes on without them.\n` +
      failures.map(({ message }) => `  ${message}`).join("\n"),
  );
}
