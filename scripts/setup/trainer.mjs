// The native trainer, by CMake and Ninja. A second build compiles what has changed.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "./folders.mjs";
import { runCommand } from "./step.mjs";

const sourceFolder = path.join(projectFolder, "trainer");

/**
 * @param {string} buildFolder
 * @param {readonly string[]} targets CMake targets; none for all
 * @param {readonly string[]} options CMake cache entries, "ABLATE_NATIVE=OFF"
 */
export async function buildTrainer(buildFolder, targets, options = []) {
  if (!isConfigured(buildFolder)) {
    const definitions = ["CMAKE_BUILD_TYPE=Release", ...options].map((option) => `-D${option}`);
    await runCommand("cmake", ["--fresh", "-S", sourceFolder, "-B", buildFolder, "-G", "Ninja", ...definitions]);
  }
  const targetArguments = targets.length === 0 ? [] : ["--target", ...targets];
  await runCommand("cmake", ["--build", buildFolder, ...targetArguments]);
}

/** Whether the build folder was configured, and for this checkout: one that was moved or copied starts afresh. */
function isConfigured(/** @type {string} */ buildFolder) {
  const cache = path.join(buildFolder, "CMakeCache.txt");
  if (!existsSync(cache) || !existsSync(path.join(buildFolder, "build.ninja"))) return false;
  return readFileSync(cache, "utf8").includes(`CMAKE_HOME_DIRECTORY:INTERNAL=${sourceFolder}\n`);
}
