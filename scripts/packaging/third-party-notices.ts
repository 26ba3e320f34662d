import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type InstalledPackage, readPackage } from "./runtime-packages.ts";
import { debianCopyright } from "./trainer-files.ts";

/**
 * The text of THIRD-PARTY-NOTICES.txt: every npm package whose code is in the bundles or beside them and every Debian
 * package whose code is in the trainer or beside it, each with its licence.
 */
export async function thirdPartyNotices(
  npmPackages: readonly InstalledPackage[],
  debianPackages: readonly string[],
): Promise<string> {
  const sections = [
    ...(await Promise.all(npmPackages.map(npmSection))),
    ...(await Promise.all(debianPackages.map(debianSection))),
  ];
  return ["Ablate contains code of others, under their licences.\n", ...sections].join(`\n${"=".repeat(80)}\n`);
}

/** The packages that files in `node_modules`, as esbuild lists them, belong to; each once, by name. */
export async function packagesOfFiles(nodeModules: string, files: readonly string[]): Promise<InstalledPackage[]> {
  const names = files.flatMap(
    (file) => /^node_modules\/((?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
  );
  const packages = await Promise.all([...new Set(names)].sort().map((name) => readPackage(nodeModules, name)));
  return packages.filter((installed) => installed !== undefined);
}

async function npmSection({ name, version, license, folder }: InstalledPackage): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /^(licen[cs]e|notice|copying)/i.test(entry.name));
  const paths = files.map((file) => path.join(folder, file.name)).sort();
  const texts = await Promise.all(paths.map((file) => readFile(file, "utf8")));
  return [`${name} ${version}${license === undefined ? "" : ` (${license})`}`, ...texts].join("\n\n");
}

async function debianSection(debianPackage: string): Promise<string> {
  return `From the Debian package ${debianPackage}\n\n${await debianCopyright(debianPackage)}`;
}
