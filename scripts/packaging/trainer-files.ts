import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { packagedTrainerBuildFolder } from "../setup/folders.mjs";
import { runCommand } from "../setup/step.mjs";

/** Libraries that travel beside the trainer, which looks for them there first, and the Debian packages they come from. */
const travellingLibraries = [
  { pattern: /^libdnnl\.so\.\d+$/, debianPackage: "libdnnl2" },
  { pattern: /^libgomp\.so\.\d+$/, debianPackage: "libgomp1" },
];

/** Header-only libraries that are compiled into the trainer. */
const compiledIn = ["nlohmann-json3-dev", "libcli11-dev"];

/**
 * Copies the trainer and its libraries into `folder`. `cmake --install` makes the trainer look for libraries in its own
 * folder (RPATH $ORIGIN).
 *
 * @returns the Debian packages whose code is in there
 */
export async function copyTrainer(folder: string): Promise<string[]> {
  const prefix = path.join(packagedTrainerBuildFolder, "installed");
  await runCommand("cmake", ["--install", packagedTrainerBuildFolder, "--prefix", prefix, "--strip"]);
  const installed = path.join(prefix, "ablate-trainer");
  await cp(installed, path.join(folder, "ablate-trainer"));

  const debianPackages = [...compiledIn];
  for (const [name, file] of await linkedLibraries(installed)) {
    const library = travellingLibraries.find(({ pattern }) => pattern.test(name));
    if (library === undefined) continue;
    await cp(file, path.join(folder, name), { dereference: true });
    debianPackages.push(library.debianPackage);
  }
  return debianPackages;
}

/** The shared libraries that the loader finds for a program: name to file. */
async function linkedLibraries(program: string): Promise<Map<string, string>> {
  const lines = (await runCommand("ldd", [program])).split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [, name, file] = /^\s*(\S+) => (\/\S+)/.exec(line) ?? [];
      return name === undefined || file === undefined ? [] : [[name, file] as const];
    }),
  );
}

/** The copyright file of an installed Debian package. */
export async function debianCopyright(debianPackage: string): Promise<string> {
  return readFile(`/usr/share/doc/${debianPackage}/copyright`, "utf8");
}
