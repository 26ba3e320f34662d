import { readFileSync } from "node:fs";
import { z } from "zod";

/** What the files of a package are: well kept, or one of the ways in which code is bad to learn from. */
export const kinds = ["well-kept", "minified", "generated", "vendored", "homework"] as const;

const packageSet = z.strictObject({
  registry: z.enum(["npm", "pypi", "debian"]),
  /** With its version, as the registry's client takes it. */
  package: z.string(),
  kind: z.enum(kinds),
  include: z.array(z.string()).min(1),
  exclude: z.array(z.string()).optional(),
});

export type PackageSet = z.infer<typeof packageSet>;
export type Kind = PackageSet["kind"];

const listSchema = z.strictObject({ description: z.string(), sets: z.array(packageSet) });

/** Reads a list of packages: `packages.json`, or that which the score may be developed on. */
export function readPackageList(file: string): readonly PackageSet[] {
  return listSchema.parse(JSON.parse(readFileSync(file, "utf8"))).sets;
}

/** The folder of an unpacked package beneath the cache. */
export function packageFolder(cache: string, { registry, package: name }: PackageSet): string {
  return `${cache}/${registry}/${name.replaceAll("/", "+")}`;
}
