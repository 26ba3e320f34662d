import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { simpleGit, type SimpleGit } from "simple-git";
import { StageError } from "../../stage/runner.ts";
import { gitLocation } from "./git-address.ts";

export interface GitRepository {
  /** A work tree or a bare repository. */
  readonly folder: string;
  readonly git: SimpleGit;
  /** The full id of the commit that the revision means now. */
  readonly commit: string;
}

const FULL_ID = /^(?:[\da-f]{40}|[\da-f]{64})$/;

/**
 * Opens the repository of a source at a revision. One behind an address is mirrored into the cache, and fetched again unless
 * the revision is a commit that is there already. Rejects with a `StageError` that names what is missing.
 */
export async function openRepository(
  source: string,
  url: string,
  revision: string,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<GitRepository> {
  const location = gitLocation(source, url);
  if ("folder" in location) {
    if (!existsSync(location.folder))
      throw new StageError(`Source "${source}": there is no repository ${location.folder}.`);
    const git = gitIn(location.folder, signal);
    await git.revparse(["--git-dir"]).catch((error: unknown) => {
      throw new StageError(`Source "${source}": ${location.folder} is not a git repository (${firstLine(error)}).`);
    });
    return { folder: location.folder, git, commit: await resolveCommit(source, git, revision, url) };
  }
  const folder = await mirror(source, location.address, cacheFolder, signal);
  const git = gitIn(folder, signal);
  if (!(FULL_ID.test(revision) && (await commitOf(git, revision)) !== undefined)) {
    await git.raw(["remote", "update", "--prune"]).catch((error: unknown) => {
      throw new StageError(`Source "${source}": ${url} cannot be fetched (${firstLine(error)}).`);
    });
  }
  return { folder, git, commit: await resolveCommit(source, git, revision, url) };
}

async function mirror(source: string, address: string, cacheFolder: string, signal: AbortSignal): Promise<string> {
  const name = createHash("sha256").update(address).digest("hex").slice(0, 16);
  const folder = join(cacheFolder, "repositories", `${name}.git`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${String(process.pid)}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    await gitIn(dirname(folder), signal).raw(["clone", "--quiet", "--mirror", "--", address, unfinished]);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw new StageError(`Source "${source}": ${address} cannot be cloned (${firstLine(error)}).`);
  }
  return folder;
}

async function resolveCommit(source: string, git: SimpleGit, revision: string, url: string): Promise<string> {
  const commit = await commitOf(git, revision);
  if (commit === undefined)
    throw new StageError(`Source "${source}": ${url} has no revision ${JSON.stringify(revision)}.`);
  return commit;
}

async function commitOf(git: SimpleGit, revision: string): Promise<string | undefined> {
  const name = `${revision}^{commit}`;
  return git.revparse(["--verify", "--quiet", "--end-of-options", name]).then(
    (id) => (FULL_ID.test(id.trim()) ? id.trim() : undefined),
    () => undefined,
  );
}

/** What git takes from the environment to reach addresses; the rest of `GIT_…` could make it run other programs. */
const ALLOWED = ["GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_TERMINAL_PROMPT"];
const GUARDED = /^GIT_|EDITOR|PAGER|ASKPASS|^VISUAL$|^PREFIX$|^SSH_COMMAND$/i;

/** Git in a folder; aborting ends its processes. */
function gitIn(folder: string, signal: AbortSignal): SimpleGit {
  const inherited = Object.entries(process.env).filter(([name]) => ALLOWED.includes(name) || !GUARDED.test(name));
  const environment = { ...Object.fromEntries(inherited), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  return simpleGit(folder, { allowEnvironment: ALLOWED, abort: signal }).env(environment);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split("\n").at(-1) ?? message;
}
