// The npm packages of the lock file, Node 24 among them.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { node24, projectFolder } from "./folders.mjs";
import { runCommand } from "./step.mjs";

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

/** `npm ci`, unless node_modules is as the lock file says. */
export async function installNodeModules() {
  if (isUpToDate()) return "up to date";
  await runCommand("npm", ["ci", "--no-audit", "--no-fund"], { cwd: projectFolder });
  return "installed";
}
