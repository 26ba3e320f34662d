import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { skipFailed } from "./every-source.ts";

const address = z.string().min(1).describe("A repository's address or its path, relative to this file.");
const revision = z.string().min(1).describe("A branch, tag or commit.");
const at = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'a date is "2024-06-30" or "2024-06-30T12:00:00Z"')
  .describe("The newest commit of the revision before this date (UTC) is taken.");

const listed = z.union([
  address,
  z.strictObject({
    url: address,
    revision: revision.optional(),
    at: at.optional(),
    licence: z.string().min(1).optional().describe("SPDX expression of this repository's licence."),
  }),
]);

/** Where a source's git repositories are, and at which commit each is read. */
export const repositories = {
  url: address.optional(),
  repositories: z
    .union([z.array(listed).min(1), z.string().min(1)])
    .optional()
    .describe("Many repositories: a list, or a text file with an address and, if wanted, a revision on each line."),
  revision: revision.default("HEAD"),
  at: at.optional(),
  fetches: z.int().min(1).max(32).default(4).describe("Repositories that are fetched at the same time."),
  skipFailed,
  path: z.string().min(1).optional().describe("Only files beneath this folder of the repository."),
};

/** What `repositories` declares. */
export type Repositories = z.infer<z.ZodObject<typeof repositories>>;

export function hasOnePlace({ url, repositories: list }: Pick<Repositories, "url" | "repositories">): boolean {
  return (url === undefined) !== (list === undefined);
}

export const ONE_PLACE = 'a source of git has either "url" or "repositories"';

/** The places with every path made absolute; `folder` is the folder of the corpus file. */
export function resolveRepositories<Places extends Pick<Repositories, "url" | "repositories">>(
  places: Places,
  folder: string,
): Places {
  const { url, repositories: list } = places;
  return {
    ...places,
    ...(url !== undefined && { url: resolveAddress(url, folder) }),
    ...(typeof list === "string" && { repositories: resolve(folder, list) }),
    ...(Array.isArray(list) && {
      repositories: list.map((entry) =>
        typeof entry === "string"
          ? resolveAddress(entry, folder)
          : { ...entry, url: resolveAddress(entry.url, folder) },
      ),
    }),
  };
}

/** An address as it is; a path made absolute. */
export function resolveAddress(url: string, folder: string): string {
  const isAddress = /^[a-z][a-z0-9+.-]+:\/\//i.test(url) || /^[^/\\]+@[^/\\]+:/.test(url);
  return isAddress || isAbsolute(url) ? url : resolve(folder, url);
}
