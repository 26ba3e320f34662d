// What must be on the machine, and the Debian packages that bring it.
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { runCommand, SetUpError } from "./step.mjs";

/**
 * @typedef {object} Requirement
 * @property {string} package the Debian package
 * @property {string[]} [commands] any of these on PATH proves that it is there
 * @property {string[]} [files] any of these proves that it is there
 * @property {string} [without] what is lost without it; left out where nothing works without it
 */

/** @param {string} name @returns {string[]} */
const header = (name) => [`/usr/include/${name}`, `/usr/local/include/${name}`];

/** @type {Requirement[]} */
const forTheTrainer = [
  { package: "g++", commands: ["c++", "g++", "clang++"] },
  { package: "cmake", commands: ["cmake"] },
  { package: "ninja-build", commands: ["ninja"] },
  { package: "nlohmann-json3-dev", files: header("nlohmann/json.hpp") },
  { package: "libcli11-dev", files: header("CLI/CLI.hpp") },
  { package: "doctest-dev", files: header("doctest/doctest.h") },
  {
    package: "libdnnl-dev",
    files: header("dnnl.hpp"),
    without: "the packaged trainer is slower on machines with AVX-512",
  },
];

/** @type {Requirement[]} */
const forTheTests = [
  { package: "chromium", commands: ["chromium"] },
  {
    package: "fonts-dejavu-core",
    files: ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"],
    without: "text in screenshots",
  },
  { package: "clang-format", commands: ["clang-format"] },
  { package: "make", commands: ["make"] },
  { package: "python3", commands: ["python3"] },
  { package: "slurm-wlm", files: ["/usr/sbin/slurmctld"], without: "the tests on a real Slurm" },
  { package: "munge", files: ["/usr/sbin/munged"], without: "the tests on a real Slurm" },
  { package: "libnode-dev", files: nodeHeaderFolders().map((folder) => `${folder}/include/node/node_api.h`) },
];

/** @returns {string[]} folders with `include/node` in which headers of some Node may lie */
function nodeHeaderFolders() {
  return [path.resolve(process.execPath, "../.."), "/usr", "/usr/local"];
}

/** The folder whose `include/node` holds Node's headers. Native modules with Node-API build against those of any Node. */
export function nodeHeaders() {
  const folder = nodeHeaderFolders().find((candidate) => existsSync(`${candidate}/include/node/node_api.h`));
  if (folder === undefined) throw new SetUpError("Node's headers are missing (Debian: apt-get install libnode-dev)", 2);
  return folder;
}

/** @param {string} command */
function isOnPath(command) {
  return (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @param {Requirement} requirement */
function isThere(requirement) {
  return (requirement.commands ?? []).some(isOnPath) || (requirement.files ?? []).some((file) => existsSync(file));
}

/**
 * What is missing on this machine and can be installed. Where that is not possible it says what to install, and goes on
 * only when nothing is missing that is needed.
 *
 * @param {{ tests: boolean }} purpose
 * @returns {string[]} names of Debian packages
 */
export function missingDebianPackages(purpose) {
  const required = purpose.tests ? [...forTheTrainer, ...forTheTests] : forTheTrainer;
  const missing = required.filter((requirement) => !isThere(requirement));
  if (missing.length === 0 || (isOnPath("apt-get") && process.getuid?.() === 0)) {
    return missing.map((requirement) => requirement.package);
  }
  explainMissing(missing);
  if (missing.some((requirement) => requirement.without === undefined)) {
    throw new SetUpError("Set-up stopped: install what is missing, then start again.", 2);
  }
  return [];
}

/**
 * Installs Debian packages; waits while another apt-get is at work.
 *
 * @param {readonly string[]} names
 * @returns {Promise<string>} what was done
 */
export async function installDebianPackages(names) {
  if (names.length === 0) return "nothing to install";
  const environment = { DEBIAN_FRONTEND: "noninteractive" };
  const patience = ["-o", "DPkg::Lock::Timeout=300"];
  await runCommand("apt-get", [...patience, "update"], { environment });
  await runCommand("apt-get", [...patience, "install", "-y", "--no-install-recommends", ...names], { environment });
  return names.join(", ");
}

/** @param {Requirement[]} missing */
function explainMissing(missing) {
  console.error("Missing on this machine:");
  for (const { package: name, commands, files, without } of missing) {
    const proof = commands === undefined ? files?.[0] : `command ${commands[0]}`;
    console.error(`  ${name.padEnd(20)} ${proof}${without === undefined ? "" : ` (optional; without it: ${without})`}`);
  }
  const names = missing.map((requirement) => requirement.package).join(" ");
  if (isOnPath("apt-get")) {
    console.error(`Install it as root:\n  sudo apt-get install -y --no-install-recommends ${names}`);
  } else {
    console.error(`This is not Debian. Install what these Debian packages hold: ${names}`);
  }
}
