import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { isBotName } from "../formats/bots.ts";
import { commitText } from "../formats/commit.ts";
import { BlobReaders } from "./blob-readers.ts";
import { type FileSelection, fileSelection } from "./file-selection.ts";
import { folderInRepository } from "./git-address.ts";
import { blobSizes } from "./git-blobs.ts";
import { type FileChange, type GitCommit, gitCommits } from "./git-changes.ts";
import { openedPlaces, placesFingerprint } from "./git.ts";
import type { OpenedPlace } from "./open-repositories.ts";
import type { FileSource, SourceFile } from "./source-file.ts";
import { unreadable } from "./unreadable.ts";

type CommitsDeclaration = Extract<CorpusSource, { type: "commits" }>;

const CHANGES_AT_A_TIME = 256;

/** The commits of git repositories as documents: for each file that one changed, content before, message and content after. */
export function commitsSource(
  source: CommitsDeclaration,
  cacheFolder: string,
  maxFileBytes: number,
  log: (line: string) => void = () => undefined,
): FileSource {
  const selection = fileSelection(source.include, source.exclude);
  const readers = new BlobReaders();

  let places: Promise<readonly OpenedPlace[]> | undefined;
  // Once: the commits are those of one state of the repositories, however often they are gone through.
  const open = (signal: AbortSignal): Promise<readonly OpenedPlace[]> =>
    (places ??= openedPlaces(source, cacheFolder, signal, log));

  async function* changesOf({ place, repository }: OpenedPlace, signal: AbortSignal): AsyncGenerator<SourceFile> {
    if (repository instanceof StageError) {
      yield { ...unreadable(place.name, repository.message), repository: place.name };
      return;
    }
    const folder = folderInRepository(source.name, source.path);
    const wanted = wantedChanges(gitCommits(repository, folder, signal), source, selection, folder);
    for await (const changes of inGroups(wanted)) {
      signal.throwIfAborted();
      const ids = changes.flatMap(({ change }) => [change.before, change.after]);
      const sizes = await blobSizes(repository.folder, ids);
      for (const [index, { commit, change, path }] of changes.entries()) {
        const size = (sizes[2 * index] ?? 0) + (sizes[2 * index + 1] ?? 0);
        const read = async (): Promise<Uint8Array> => {
          const [before, after] = [
            await readers.read(repository.folder, change.before),
            await readers.read(repository.folder, change.after),
          ];
          return commitBytes(before, commit.message, after);
        };
        yield {
          path: `${source.repositories === undefined ? "" : `${place.name}/`}${commit.id.slice(0, 12)}/${path}`,
          revision: commit.id,
          repository: place.name,
          licence: place.licence,
          blob: change.after,
          time: commit.time,
          // Larger than the document may be: it is never read. Otherwise known when it is.
          size: size > maxFileBytes ? size : null,
          read,
        };
      }
    }
  }

  return {
    async fingerprint(signal) {
      return placesFingerprint(await open(signal), folderInRepository(source.name, source.path));
    },
    async *files(signal) {
      for (const opened of await open(signal)) yield* changesOf(opened, signal);
    },
    close: () => {
      readers.close();
    },
  };
}

interface WantedChange {
  readonly commit: GitCommit;
  readonly change: FileChange;
  /** Beneath the source's folder. */
  readonly path: string;
}

async function* wantedChanges(
  commits: AsyncIterable<GitCommit>,
  { bots, maxFiles, minMessage, maxMessage }: CommitsDeclaration,
  selection: FileSelection,
  folder: string,
): AsyncGenerator<WantedChange> {
  for await (const commit of commits) {
    const { author, email, message, touched } = commit;
    if (touched > maxFiles || message.length < minMessage || message.length > maxMessage) continue;
    if (!bots && (isBotName(author) || isBotName(email.split("@")[0]?.replace(/^\d+\+/, "") ?? ""))) continue;
    for (const change of commit.changes) {
      const path = folder === "" ? change.path : change.path.slice(folder.length + 1);
      if (selection.selects(path)) yield { commit, change, path };
    }
  }
}

async function* inGroups<Item>(items: AsyncIterable<Item>): AsyncGenerator<readonly Item[]> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < CHANGES_AT_A_TIME) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Of files that are not text, bytes that are none either, so that they are told like other files that are binary. */
function commitBytes(before: Uint8Array, message: string, after: Uint8Array): Uint8Array {
  const binary = [before, after].find((bytes) => bytes.subarray(0, 8192).includes(0));
  if (binary !== undefined) return binary;
  const decoder = new TextDecoder();
  return new TextEncoder().encode(commitText(decoder.decode(before), message, decoder.decode(after)));
}
