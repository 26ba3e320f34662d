/*
 * Fetches the packages of a list with the registries' own clients and unpacks them, once each:
 *
 *   node bench/quality/fetch-packages.ts bench/quality/packages.json build/bench/quality
 *
 * Nothing of a package is run. A package that cannot be fetched is named and left out.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageFolder, type PackageSet, readPackageList } from "./package-list.ts";

const run = promisify(execFile);

async function download(set: PackageSet, folder: string): Promise<void> {
  if (set.registry === "npm") {
    await run("npm", ["pack", set.package, "--pack-destination", folder, "--ignore-scripts", "--silent"]);
  } else if (set.registry === "debian") {
    await run("apt-get", ["download", set.package], { cwd: folder });
  } else {
    const options = ["--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--quiet"];
    await run("python3", ["-m", "pip", "download", ...options, "--dest", folder, set.package]);
  }
}

async function unpack(folder: string, to: string): Promise<void> {
  const [archive] = await readdir(folder);
  if (archive === undefined) throw new Error("nothing was downloaded");
  await mkdir(to, { recursive: true });
  const file = join(folder, archive);
  if (archive.endsWith(".whl")) await run("python3", ["-m", "zipfile", "-e", file, to]);
  else if (archive.endsWith(".deb")) await run("dpkg-deb", ["-x", file, to]);
  else await run("tar", ["-xzf", file, "-C", to, "--strip-components=1", "--no-same-owner"]);
}

async function fetchPackage(set: PackageSet, cache: string): Promise<void> {
  const target = packageFolder(cache, set);
  if (existsSync(target)) return;
  const work = await mkdtemp(join(cache, "fetch-"));
  try {
    await mkdir(join(work, "archive"));
    await download(set, join(work, "archive"));
    await unpack(join(work, "archive"), join(work, "files"));
    await mkdir(join(target, ".."), { recursive: true });
    await rename(join(work, "files"), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const [list = "bench/quality/packages.json", cache = "build/bench/quality"] = process.argv.slice(2);
await mkdir(cache, { recursive: true });
for (const set of readPackageList(list)) {
  try {
    await fetchPackage(set, cache);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${set.registry} ${set.package}: ${message.split("\n").slice(0, 3).join(" ")}\n`);
  }
}
