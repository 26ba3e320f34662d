import { spawn } from "node:child_process";
import type { GitRepository } from "./git-repository.ts";

/** A version of a file in a repository. */
export interface GitBlob {
  /** From the root of the repository. */
  readonly path: string;
  readonly id: string;
  /** The commit that it is taken from. */
  readonly commit: string;
  /** When that was committed: ISO 8601, UTC. */
  readonly time: string | undefined;
  readonly size: number;
}

/** Modes of regular files; links and submodules have others. */
const REGULAR_FILE = "100";

/** The regular files beneath a folder (empty for all) at the repository's commit: no links, no submodules. */
export async function blobsAtCommit({ git, commit, time }: GitRepository, folder: string): Promise<readonly GitBlob[]> {
  const listing = await git.raw([
    ...["ls-tree", "-r", "-z", "-l", "--full-tree", commit],
    ...(folder === "" ? [] : ["--", `${folder}/`]),
  ]);
  return listing.split("\0").flatMap((record) => {
    const [, mode = "", id, size, path] = /^(\d+) blob ([\da-f]+) +(\d+)\t([^]+)$/.exec(record) ?? [];
    if (id === undefined || path === undefined || !mode.startsWith(REGULAR_FILE)) return [];
    return [{ path, id, commit, time, size: Number(size) }];
  });
}

/**
 * Earlier versions of the files beneath a folder, newest first: each distinct blob of a path once, with the newest commit that
 * brought it in. What the commit itself holds is among them.
 */
export async function blobsOfHistory(repository: GitRepository, folder: string): Promise<readonly GitBlob[]> {
  const beneath = folder === "" ? [] : ["--", `:(literal,top)${folder}`];
  const listing = await runGit(repository.folder, [
    "rev-list",
    "--topo-order",
    "--timestamp",
    repository.commit,
    ...beneath,
  ]);
  const times = new Map(listing.split("\n").map((line) => [line.split(" ")[1] ?? "", Number(line.split(" ")[0])]));
  const commits = [...times.keys()].map((id) => `${id}\n`).join("");
  const options = ["--stdin", "-r", "-m", "--root", "--raw", "-z", "--no-renames", "--no-abbrev"];
  const changes = await runGit(repository.folder, ["diff-tree", ...options, ...beneath], commits);
  const blobs = new Map<string, Omit<GitBlob, "size">>();
  let commit = repository.commit;
  const fields = changes.split("\0");
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? "";
    const [, header] = /^([\da-f]{40,64})$/.exec(field) ?? [];
    if (header !== undefined) commit = header;
    const [, mode = "", id] = /^:\d+ (\d+) [\da-f]+ ([\da-f]+) [A-Z]$/.exec(field) ?? [];
    if (id === undefined) continue;
    at += 1;
    const path = fields[at] ?? "";
    const key = `${id} ${path}`;
    if (mode.startsWith(REGULAR_FILE) && !blobs.has(key))
      blobs.set(key, { path, id, commit, time: commitTime(times.get(commit)) });
  }
  return withSizes(repository.folder, [...blobs.values()]);
}

async function withSizes(repository: string, blobs: readonly Omit<GitBlob, "size">[]): Promise<readonly GitBlob[]> {
  const sizes = await blobSizes(
    repository,
    blobs.map(({ id }) => id),
  );
  return blobs.map((blob, index) => ({ ...blob, size: sizes[index] ?? 0 }));
}

/** Bytes of blobs by their ids; not a number for one that the repository does not have. */
export async function blobSizes(repository: string, ids: readonly string[]): Promise<readonly number[]> {
  const input = ids.map((id) => `${id}\n`).join("");
  const sizes = await runGit(repository, ["cat-file", "--batch-check=%(objectsize)"], input);
  return sizes.split("\n").slice(0, ids.length).map(Number);
}

/** ISO 8601 of seconds since 1970; undefined for what no clock shows. */
export function commitTime(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !(seconds > 0 && seconds < 1e11)) return undefined;
  return new Date(seconds * 1000).toISOString();
}

/** Standard output of a git command that neither prompts nor runs programs named in a repository's configuration. */
function runGit(repository: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-C", repository, ...args], { stdio: "pipe" });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString());
      else reject(new Error(`git ${args[0] ?? ""}: ${Buffer.concat(complaints).toString().trim()}`));
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
