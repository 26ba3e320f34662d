import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { commitTime } from "./git-blobs.ts";
import type { GitRepository } from "./git-repository.ts";

/** A commit with what it did to files. */
export interface GitCommit {
  readonly id: string;
  readonly author: string;
  readonly email: string;
  readonly time: string | undefined;
  readonly message: string;
  readonly isMerge: boolean;
  /** Of a merge none. */
  readonly changes: readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  /** Git's letter: `A` added, `D` removed, `M` modified, `T` become something else than a file. */
  readonly status: string;
  /** Whether it changes the content of a regular file. */
  readonly isEdit: boolean;
  /** Blob ids. */
  readonly before: string;
  readonly after: string;
}

/** Fields of a commit before its files, each ended by NUL, which no field can hold. */
const FORMAT = ["%H", "%an", "%ae", "%ct", "%P", "%B"].join("%x00") + "%x00";
const HEADER_FIELDS = 6;
const MOST_FIELD_BYTES = 16 << 20;
const REGULAR_FILE = "100";

/** The commits of a repository, newest first, as they come. Rejects where git fails. */
export async function* gitCommits(
  { folder, commit }: GitRepository,
  beneath: string,
  signal: AbortSignal,
): AsyncGenerator<GitCommit> {
  const options = ["--topo-order", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-show-signature"];
  const log = [
    "-C",
    folder,
    "-c",
    "log.showSignature=false",
    "log",
    ...options,
    `--format=${FORMAT}`,
    commit,
    "--",
    ...pathsBeneath(beneath),
  ];
  const child = spawn("git", log, { stdio: ["ignore", "pipe", "pipe"], signal });
  const ended = new Promise<string | undefined>((resolve) => {
    let complaint = "";
    child.stderr.on("data", (text: Buffer) => (complaint = (complaint + text.toString()).slice(-2000)));
    child.on("error", (error) => {
      resolve(error.message);
    });
    child.on("close", (code) => {
      resolve(code === 0 ? undefined : complaint.trim());
    });
  });
  try {
    yield* readCommits(nulFields(child.stdout));
    const problem = await ended;
    signal.throwIfAborted();
    if (problem !== undefined) throw new Error(`git log: ${problem}`);
  } finally {
    child.kill();
  }
}

/** How many commits `gitCommits` gives: their files are not looked at where they may lie anywhere. */
export async function countCommits(
  { folder, commit }: GitRepository,
  beneath: string,
  signal: AbortSignal,
): Promise<number> {
  const counted = await promisify(execFile)(
    "git",
    ["-C", folder, "rev-list", "--count", commit, "--", ...pathsBeneath(beneath)],
    { signal },
  );
  return Number(counted.stdout);
}

function pathsBeneath(folder: string): readonly string[] {
  return folder === "" ? [] : [`:(literal,top)${folder}`];
}

async function* readCommits(fields: AsyncIterable<string>): AsyncGenerator<GitCommit> {
  let header: string[] = [];
  let changes: FileChange[] = [];
  let change: readonly string[] | undefined;
  for await (const field of fields) {
    if (header.length < HEADER_FIELDS) {
      // Git puts a line feed, or a NUL of its own, before a commit.
      const text = header.length === 0 ? field.trimStart() : field;
      if (header.length > 0 || text !== "") header.push(text);
      continue;
    }
    if (change !== undefined) {
      const [, modeBefore = "", modeAfter = "", before = "", after = "", status = ""] = change;
      const modified = status === "M" && modeBefore.startsWith(REGULAR_FILE) && modeAfter.startsWith(REGULAR_FILE);
      changes.push({ path: field, status, isEdit: modified && before !== after, before, after });
      change = undefined;
      continue;
    }
    const text = field.replace(/^\n/, "");
    change = /^:(\d+) (\d+) ([\da-f]+) ([\da-f]+) ([A-Z])\d*$/.exec(text) ?? undefined;
    if (change !== undefined || text === "") continue;
    yield finished(header, changes);
    [header, changes] = [[text], []];
  }
  if (header.length === HEADER_FIELDS) yield finished(header, changes);
}

function finished(header: readonly string[], changes: readonly FileChange[]): GitCommit {
  const [id = "", author = "", email = "", seconds = "", parents = "", message = ""] = header;
  const [time, isMerge] = [commitTime(Number(seconds)), parents.includes(" ")];
  return { id, author, email, time, message: message.trim(), isMerge, changes };
}

async function* nulFields(output: AsyncIterable<unknown>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const piece of output) {
    const bytes = z.instanceof(Buffer).parse(piece);
    let start = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, start)) {
      parts.push(bytes.subarray(start, end));
      yield Buffer.concat(parts).toString();
      [parts, length] = [[], 0];
      start = end + 1;
    }
    length += bytes.length - start;
    // Only a message can be that long, and messages of that length are left out.
    if (length <= MOST_FIELD_BYTES) parts.push(bytes.subarray(start));
  }
}
