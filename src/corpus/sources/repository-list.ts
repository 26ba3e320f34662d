import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Repositories, resolveAddress } from "../../experiment/corpus/repositories.ts";
import { repositoryName } from "../../experiment/corpus/repository-name.ts";
import { StageError } from "../../stage/runner.ts";
import { withoutCredentials } from "../../store/without-credentials.ts";
import { checkRevision } from "./git-address.ts";

/** A repository that a source reads, and at which commit. */
export interface RepositoryPlace {
  /** Names it in the source's documents; different for each place of a source. */
  readonly name: string;
  readonly url: string;
  readonly revision: string;
  /** The newest commit before this time is meant. */
  readonly at: string | undefined;
  readonly licence: string | undefined;
}

type Declared = Pick<Repositories, "url" | "repositories" | "revision" | "at"> & { readonly name: string };

/**
 * The repositories that a source declares, in the order of its list. Rejects with a `StageError` for a list that cannot be read or
 * names one state of a repository twice, and for a revision that git would take for an option.
 */
export async function repositoryPlaces(source: Declared): Promise<readonly RepositoryPlace[]> {
  const places: RepositoryPlace[] = [];
  const taken = new Set<string>();
  for (const { url, revision = source.revision, at = source.at, licence } of await listed(source)) {
    checkRevision(source.name, revision);
    const name = repositoryName(url);
    const unique = [name, `${name}@${revision}`, `${name}@${at ?? revision}`].find(
      (candidate) => !taken.has(candidate),
    );
    if (unique === undefined)
      throw new StageError(`Source "${source.name}": ${withoutCredentials(url)} is listed twice at ${at ?? revision}.`);
    taken.add(unique);
    places.push({ name: unique, url, revision, at, licence });
  }
  return places;
}

interface Listed {
  readonly url: string;
  readonly revision?: string | undefined;
  readonly at?: string | undefined;
  readonly licence?: string | undefined;
}

async function listed({ name, url, repositories }: Declared): Promise<readonly Listed[]> {
  if (url !== undefined) return [{ url }];
  if (Array.isArray(repositories))
    return repositories.map((entry) => (typeof entry === "string" ? { url: entry } : entry));
  const file = repositories ?? "";
  const text = await readFile(file, "utf8").catch(() => {
    throw new StageError(`Source "${name}": the list of repositories ${file} cannot be read.`);
  });
  const entries = text.split("\n").flatMap((line, index) => {
    const [address, revision, ...more] = line
      .replace(/(?:^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    if (address === undefined || address === "") return [];
    if (more.length > 0) {
      throw new StageError(
        `Source "${name}": ${file}:${String(index + 1)}: a line is an address and a revision, no more.`,
      );
    }
    return [{ url: resolveAddress(address, dirname(file)), revision }];
  });
  if (entries.length === 0) throw new StageError(`Source "${name}": ${file} lists no repositories.`);
  return entries;
}
