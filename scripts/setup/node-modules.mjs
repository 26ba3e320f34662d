// The npm packages of the lock file, Node 24 among them.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { node24, projectFolder } from "./folders.mjs";
import { runCommand, SetUpError } from "./step.mjs";

/**
 * @param {string} file a package-lock.json
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>} folder of a package to what is said of it
 */
function lockedPackages(file) {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

/** Whether node_modules holds what the lock file names, by npm's own record of what it installed. */
function isUpToDate() {
  const wanted = lockedPackages(path.join(projectFolder, "package-lock.json"));
  const installed = lockedPackages(path.join(projectFolder, "node_modules/.package-lock.json"));
  return (
    existsSync(node24) &&
    Object.entries(wanted).every(([folder, { version, optional }]) => {
      if (folder === "") return true;
      const present = installed[folder];
      return present === undefined ? optional === true : present.version === version;
    })
  );
}

/**
 * Installs what the lock file says, unless node_modules is so already. Not by `npm ci`: that refuses a lock file without
 * the native packages of other platforms, and such is one that was written where only one platform's are to be had.
 */
export async function installNodeModules() {
  if (isUpToDate()) return "up to date";
  await runCommand("npm", ["install", "--no-save", "--no-audit", "--no-fund"], { cwd: projectFolder });
  if (!isUpToDate()) throw new SetUpError("npm install left node_modules other than package-lock.json says.");
  return "installed";
}
