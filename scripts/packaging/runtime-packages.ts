import { cp, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  libc: z.array(z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** An installed npm package: `folder` is absolute. */
export type InstalledPackage = z.infer<typeof manifestSchema> & { readonly folder: string };

/** The only platform that is packaged so far. `libc` and the tag of native files tell glibc from musl. */
export const platform = { os: "linux", cpu: "x64", libc: "glibc", nativeTag: "linux-x64-gnu" } as const;

/** Reads the manifest of a package in `node_modules`; undefined where it is not installed (optional, another platform). */
export async function readPackage(nodeModules: string, name: string): Promise<InstalledPackage | undefined> {
  const folder = path.join(nodeModules, name);
  const text = await readFile(path.join(folder, "package.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : { ...manifestSchema.parse(JSON.parse(text)), folder };
}

/** The named packages and all that they depend on, for the packaged platform, by name. */
export async function packageClosure(nodeModules: string, names: readonly string[]): Promise<InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>();
  const visit = async (name: string, optional: boolean): Promise<void> => {
    if (found.has(name)) return;
    const installed = await readPackage(nodeModules, name);
    if (installed === undefined || !isForPlatform(installed)) {
      if (optional) return;
      throw new Error(`The package ${name} is needed at run time and is not in ${nodeModules}.`);
    }
    found.set(name, installed);
    const optionalNames = Object.keys(installed.optionalDependencies);
    for (const dependency of Object.keys(installed.dependencies)) {
      await visit(dependency, optionalNames.includes(dependency));
    }
    for (const dependency of optionalNames) await visit(dependency, true);
  };
  for (const name of names) await visit(name, false);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isForPlatform({ os, cpu, libc }: InstalledPackage): boolean {
  return (
    (os?.includes(platform.os) ?? true) &&
    (cpu?.includes(platform.cpu) ?? true) &&
    (libc?.includes(platform.libc) ?? true)
  );
}

const leftOutFolders =
  /(^|\/)(node_modules|test|tests|test-jest|docs|example|examples|benchmark|scripts|src|debug)(\/|$)/;
const takenFiles = /(\.(js|cjs|mjs|json|wasm|so)|(^|\/)(LICEN[CS]E|NOTICE|COPYING)[^/]*)$/i;

/** Whether a file of a package is needed at run time: code, data and licences, without tests, types, maps and sources. */
export function isRuntimeFile(file: string): boolean {
  if (leftOutFolders.test(path.posix.dirname(file))) return false;
  if (file.endsWith(".node")) return isNativeFileForPlatform(file);
  return takenFiles.test(file);
}

/** A native file is for every platform of its package (`duckdb.node`) or names its own (`tokenizers.linux-x64-gnu.node`). */
function isNativeFileForPlatform(file: string): boolean {
  const tag = /\.([^.]+)\.node$/.exec(path.posix.basename(file))?.[1];
  return tag === undefined || tag === platform.nativeTag;
}

/** Copies the run-time files of a package into `target/node_modules`. */
export async function copyRuntimeFiles(installed: InstalledPackage, target: string): Promise<void> {
  const files = await readdir(installed.folder, { recursive: true, withFileTypes: true });
  for (const entry of files.filter((candidate) => candidate.isFile())) {
    const source = path.join(entry.parentPath, entry.name);
    const file = path.relative(installed.folder, source);
    if (isRuntimeFile(file)) await cp(source, path.join(target, "node_modules", installed.name, file));
  }
}
