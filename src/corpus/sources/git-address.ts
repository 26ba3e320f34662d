import { isAbsolute } from "node:path";
import { StageError } from "../../stage/runner.ts";
import { withoutCredentials } from "../../store/without-credentials.ts";

/** Where a repository is: on this machine, or behind an address that git may fetch from. */
export type GitLocation = { readonly folder: string } | { readonly address: string };

const ADDRESS = /^(?:https?|ssh|git):\/\/[^-/][^\s]*$/i;
const SCP_ADDRESS = /^[\w.][\w.-]*@[\w.][\w.-]*:(?!:)[^\s]+$/;

/**
 * Reads the `url` of a git source. Throws a `StageError` for what git would take for an option or for a command to run
 * (`--upload-pack=…`, `ext::sh -c …`), and for schemes other than https, http, ssh and git.
 */
export function gitLocation(source: string, url: string): GitLocation {
  if (isAbsolute(url)) return { folder: url };
  if (ADDRESS.test(url) || SCP_ADDRESS.test(url)) return { address: url };
  throw new StageError(
    `Source "${source}": ${JSON.stringify(withoutCredentials(url))} is not an address to fetch from. Use https, http, ssh, git, user@host:path or a path.`,
  );
}

/** Throws a `StageError` for a revision that git would take for an option, and for one no revision can have. */
export function checkRevision(source: string, revision: string): void {
  if (/^-|[\s\0-\x1f\x7f:?*[\\]/.test(revision) || revision.includes("..")) {
    throw new StageError(`Source "${source}": ${JSON.stringify(revision)} is not the name of a branch, tag or commit.`);
  }
}

/** The folder within a repository as git names it: no `./`, no final `/`; empty for all of it. */
export function folderInRepository(source: string, path: string | undefined): string {
  const parts = (path ?? "").split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes(".."))
    throw new StageError(`Source "${source}": ${JSON.stringify(path)} leads out of the repository.`);
  return parts.join("/");
}
