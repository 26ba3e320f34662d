// From a bare clone to something that runs. Plain JavaScript without dependencies, for the Node of the machine (20 or newer).
import { spawn } from "node:child_process";
import { buildBundles } from "./bundles.mjs";
import { installDebianPackages, missingDebianPackages } from "./debian-packages.mjs";
import { node24, packagedTrainerBuildFolder, projectFolder, trainerBuildFolder } from "./folders.mjs";
import { installNodeModules } from "./node-modules.mjs";
import { SetUpError, step } from "./step.mjs";
import { buildTrainer } from "./trainer.mjs";
import { installVscodeHost } from "./vscode-host.mjs";

/**
 * What a command needs beside the npm packages, the trainer and the bundles.
 *
 * @typedef {object} Needs
 * @property {boolean} tests the tests' tools, the trainer's tests and the VS Code host
 * @property {boolean} package the trainer as it ships
 */

/**
 * Makes everything ready. Each step does nothing when its result is there already.
 *
 * @param {Needs} needs
 */
export async function setUp(needs) {
  const missing = missingDebianPackages({ tests: needs.tests });
  await Promise.all([
    step("Debian packages", () => installDebianPackages(missing)),
    step("npm packages", installNodeModules),
  ]);
  await Promise.all([
    buildNatively(needs),
    step("bundles", buildBundles),
    needs.tests ? step("VS Code host", installVscodeHost) : undefined,
  ]);
}

/** @param {Needs} needs */
async function buildNatively(needs) {
  await step("trainer", () => buildTrainer(trainerBuildFolder, needs.tests ? [] : ["ablate-trainer"]));
  if (needs.package) {
    await step("trainer for the package", () =>
      buildTrainer(packagedTrainerBuildFolder, ["ablate-trainer"], ["ABLATE_NATIVE=OFF"]),
    );
  }
}

/**
 * Sets up, then runs a command's work. A set-up that cannot go on ends the process with one message.
 *
 * @param {Needs} needs
 * @param {() => Promise<number>} work answers with the exit code
 */
export async function setUpAndRun(needs, work) {
  try {
    await setUp(needs);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    process.exit(error.exitCode);
  }
  process.exitCode = await work();
}

/**
 * Runs a TypeScript file under Node 24 in this terminal. Ctrl-C reaches the file, which decides how to end.
 *
 * @param {string} file relative to the project
 * @param {readonly string[]} commandArguments
 * @returns {Promise<number>} its exit code
 */
export function runTypeScript(file, commandArguments) {
  return new Promise((resolve, reject) => {
    const child = spawn(node24, [file, ...commandArguments], { cwd: projectFolder, stdio: "inherit" });
    const waitForTheChild = () => {};
    const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on("SIGINT", waitForTheChild);
    process.on("SIGTERM", passOn);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", waitForTheChild);
      process.off("SIGTERM", passOn);
      resolve(code ?? 1);
    });
  });
}
