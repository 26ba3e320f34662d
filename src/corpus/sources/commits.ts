import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { isBotName } from "../formats/bots.ts";
import { commitText } from "../formats/commit.ts";
import { type FileSelection, fileSelection } from "./file-selection.ts";
import { blobSizes } from "./git-blobs.ts";
import { countCommits, type FileChange, type GitCommit, gitCommits } from "./git-changes.ts";
import { leftOut } from "./left-out.ts";
import { repositorySource, type SourceRepository } from "./repository-source.ts";
import type { DocumentOrigin, FileSource, RefusedDocument, SourceFile, SourceListener } from "./source-file.ts";

type CommitsDeclaration = Extract<CorpusSource, { type: "commits" }>;

const CHANGES_AT_A_TIME = 256;

/**
 * The commits of git repositories as documents: for each file that one changed, content before, message and content after. Of a
 * commit that is left out there is one document that says why.
 */
export function commitsSource(
  source: CommitsDeclaration,
  cacheFolder: string,
  maxFileBytes: number,
  log: (line: string) => void = () => undefined,
): FileSource {
  const selection = fileSelection(source.include, source.exclude);

  async function* filesOf(
    opened: SourceRepository,
    signal: AbortSignal,
    listener: SourceListener,
  ): AsyncGenerator<SourceFile> {
    const { repository, folder, readBlob } = opened;
    const selected = selectedChanges(gitCommits(repository, folder, signal), source, selection, opened, listener);
    for await (const changes of inGroups(selected)) {
      signal.throwIfAborted();
      const ids = changes.flatMap(({ edit }) => (edit === undefined ? [] : [edit.before, edit.after]));
      const sizes = await blobSizes(repository.folder, ids);
      let next = 0;
      for (const { origin, edit, refusal } of changes) {
        if (edit === undefined) {
          yield leftOut(origin, refusal.rule, refusal.reason);
          continue;
        }
        const size = (sizes[next] ?? 0) + (sizes[next + 1] ?? 0);
        next += 2;
        const { before, after, message } = edit;
        yield {
          ...origin,
          // Larger than the document may be: it is never read. Otherwise known when it is.
          size: size > maxFileBytes ? size : null,
          read: async () => commitBytes(await readBlob(before), message, await readBlob(after)),
        };
      }
    }
  }

  return repositorySource(source, cacheFolder, log, {
    filesOf,
    commitsOf: ({ repository, folder }, signal) => countCommits(repository, folder, signal),
  });
}

interface Refusal {
  readonly rule: RefusedDocument["rule"];
  readonly reason: string;
}

/** A change of a file that is to be a document, or what is left out. */
type SelectedChange =
  | { readonly origin: DocumentOrigin; readonly edit: Edit; readonly refusal?: never }
  | { readonly origin: DocumentOrigin; readonly edit?: never; readonly refusal: Refusal };

interface Edit {
  /** Blob ids. */
  readonly before: string;
  readonly after: string;
  readonly message: string;
}

/** Commits that touch none of the selected files are not told; what a merge touches is not known. */
async function* selectedChanges(
  commits: AsyncIterable<GitCommit>,
  source: CommitsDeclaration,
  selection: FileSelection,
  { origin: ofRepository, prefix, folder }: SourceRepository,
  listener: SourceListener,
): AsyncGenerator<SelectedChange> {
  let reached = 0;
  for await (const commit of commits) {
    reached += 1;
    listener.reached?.(reached);
    const { id, time, message, changes } = commit;
    const inFolder = changes.map((change) => ({ change, path: beneath(folder, change.path) }));
    const selected = inFolder.filter(({ path }) => selection.selects(path));
    if (selected.length === 0 && !commit.isMerge) continue;
    const origin = { ...ofRepository, revision: id, time, path: `${prefix}${id.slice(0, 12)}` };
    const refusal = commitRefusal(commit, source);
    if (refusal !== undefined) {
      yield { origin, refusal };
      continue;
    }
    for (const { change, path } of selected) {
      const ofChange = { ...origin, path: `${origin.path}/${path}`, blob: change.after };
      const noEdit = changeRefusal(change);
      if (noEdit === undefined) yield { origin: ofChange, edit: { ...change, message } };
      else yield { origin: { ...ofChange, blob: undefined }, refusal: noEdit };
    }
  }
}

function beneath(folder: string, path: string): string {
  return folder === "" ? path : path.slice(folder.length + 1);
}

/** Why a whole commit is left out. */
function commitRefusal(
  { isMerge, author, email, message, changes }: GitCommit,
  { bots, maxFiles, minMessage, maxMessage }: CommitsDeclaration,
): Refusal | undefined {
  if (isMerge) return { rule: "merge", reason: "it merges branches" };
  if (!bots && (isBotName(author) || isBotName(email.split("@")[0]?.replace(/^\d+\+/, "") ?? ""))) {
    return { rule: "bot", reason: `its author, ${author}, is a bot` };
  }
  if (changes.length > maxFiles) {
    return { rule: "wide-commit", reason: `it touches ${changes.length} files; maxFiles is ${maxFiles}` };
  }
  const { length } = message;
  if (length >= minMessage && length <= maxMessage) return undefined;
  const bound = length < minMessage ? `fewer than minMessage, ${minMessage}` : `more than maxMessage, ${maxMessage}`;
  return { rule: "message-length", reason: `its message has ${length} characters, ${bound}` };
}

/** Why the change of one file is left out. */
function changeRefusal({ status, isEdit }: FileChange): Refusal | undefined {
  if (isEdit) return undefined;
  const reasons: Readonly<Record<string, string>> = { A: "the commit adds the file", D: "the commit removes the file" };
  const other = "the commit does not change the text of a file that was there before and after it";
  return { rule: "no-edit", reason: reasons[status] ?? other };
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
