import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { simpleGit, type SimpleGit } from "simple-git";
import { StageError } from "../../stage/runner.ts";
import { withoutCredentials, withoutSecrets } from "../../store/without-credentials.ts";
import { gitLocation } from "./git-address.ts";
import { commitTime } from "./git-blobs.ts";
import type { RepositoryPlace } from "./repository-list.ts";

export interface GitRepository {
  /** A work tree or a bare repository. */
  readonly folder: string;
  readonly git: SimpleGit;
  /** The full id of the commit that is meant now. */
  readonly commit: string;
  /** When that was committed: ISO 8601, UTC. */
  readonly time: string | undefined;
  /** For people: where it is, and the revision or date that was asked for. */
  readonly url: string;
  readonly asked: string;
}

const FULL_ID = /^(?:[\da-f]{40}|[\da-f]{64})$/;

/** Which repository is to be opened, and at which commit. */
export type RepositoryRequest = Pick<RepositoryPlace, "url" | "revision" | "at">;

/**
 * Opens a repository at a revision, or at the newest commit of it before a date. One behind an address is mirrored into the cache, and
 * fetched again unless what is asked for is there already. Rejects with a `StageError` that names what is missing.
 */
export async function openRepository(
  source: string,
  request: RepositoryRequest,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<GitRepository> {
  const location = gitLocation(source, request.url);
  if ("folder" in location) {
    if (!existsSync(location.folder))
      throw new StageError(`Source "${source}": there is no repository ${location.folder}.`);
    const git = gitIn(location.folder, signal);
    await git.revparse(["--git-dir"]).catch((error: unknown) => {
      throw new StageError(`Source "${source}": ${location.folder} is not a git repository (${complaint(error)}).`);
    });
    return atCommit(source, location.folder, git, request);
  }
  const folder = await mirror(source, location.address, cacheFolder, signal);
  const git = gitIn(folder, signal);
  if (!(await hasBeenFetched(git, folder, request))) {
    await git.raw([...credentialsOf(location.address), "remote", "update", "--prune"]).catch((error: unknown) => {
      throw new StageError(
        `Source "${source}": ${withoutCredentials(request.url)} cannot be fetched (${complaint(error)}).`,
      );
    });
    await writeFile(join(folder, FETCHED), "");
  }
  return atCommit(source, folder, git, request);
}

/** Its time is that of the last fetch. */
const FETCHED = "ablate-fetched";

/** A commit that is there does not change, nor does what a branch was before a date that had passed when it was fetched. */
async function hasBeenFetched(git: SimpleGit, folder: string, { revision, at }: RepositoryRequest): Promise<boolean> {
  if (FULL_ID.test(revision)) return (await commitOf(git, revision)) !== undefined;
  if (at === undefined) return false;
  const fetched = await stat(join(folder, FETCHED)).catch(() => undefined);
  return fetched !== undefined && fetched.mtime > new Date(at);
}

async function atCommit(
  source: string,
  folder: string,
  git: SimpleGit,
  { url: address, revision, at }: RepositoryRequest,
): Promise<GitRepository> {
  const url = withoutCredentials(address);
  const tip = await resolveCommit(source, git, revision, url);
  const commit = at === undefined ? tip : await newestBefore(git, tip, at);
  if (commit === undefined)
    throw new StageError(`Source "${source}": ${url} has no commit of ${revision} before ${at ?? ""}.`);
  const seconds = await git.raw(["show", "--no-patch", "--no-show-signature", "--format=%ct", commit]);
  return { folder, git, commit, time: commitTime(Number(seconds)), url, asked: at ?? revision };
}

/** Git takes a date without a time of day for now on that day, so it is given the seconds. */
async function newestBefore(git: SimpleGit, tip: string, at: string): Promise<string | undefined> {
  const seconds = String(Math.floor(new Date(at).getTime() / 1000) - 1);
  const commit = (await git.raw(["rev-list", "-1", `--before=${seconds}`, tip])).trim();
  return FULL_ID.test(commit) ? commit : undefined;
}

async function mirror(source: string, address: string, cacheFolder: string, signal: AbortSignal): Promise<string> {
  const place = withoutSecrets(address);
  const name = createHash("sha256").update(place).digest("hex").slice(0, 16);
  const folder = join(cacheFolder, "repositories", `${name}.git`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${String(process.pid)}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    const clone = ["clone", "--quiet", "--mirror", "--", place, unfinished];
    await gitIn(dirname(folder), signal).raw([...credentialsOf(address), ...clone]);
    await writeFile(join(unfinished, FETCHED), "");
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw new StageError(`Source "${source}": ${withoutCredentials(address)} cannot be cloned (${complaint(error)}).`);
  }
  return folder;
}

/** Has git reach an address with its user and password for one command: the mirror's configuration never has them. */
function credentialsOf(address: string): readonly string[] {
  const place = withoutSecrets(address);
  if (place === address) return [];
  // An "=" would end the setting's name, and git takes a password to end at its first "@".
  const written = address.replace(/(?<=:\/\/)[^/]*(?=@)/, (user) => user.replaceAll("=", "%3D").replaceAll("@", "%40"));
  return ["-c", `url.${written}.insteadOf=${place}`];
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
  // The only rewriting of addresses is that of `credentialsOf`: from one to the same with its user.
  const unsafe = { allowUnsafeUrlRewrite: true };
  return simpleGit(folder, { allowEnvironment: ALLOWED, abort: signal, unsafe }).env(environment);
}

/** What git has said last when it failed, without credentials of addresses. */
export function complaint(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const last = message.trim().split("\n").at(-1) ?? message;
  return withoutCredentials(last);
}
