// A real VS Code that runs without a desktop: the npm package code-server, which a headless Chromium opens.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { nodeHeaders } from "./debian-packages.mjs";
import { node24, vscodeHostFolder } from "./folders.mjs";
import { runCommand } from "./step.mjs";

/** code-server 4.139.1 is VS Code 1.139.1. Its releases pin their dependencies themselves. */
const packages = { "code-server": "4.139.1", "node-gyp": "13.1.0" };

/** Modules with native code that the server does not start without. Others (sqlite3, kerberos) serve parts we do not use. */
const nativeModules = ["node-pty", "@vscode/spdlog", "@vscode/native-watchdog"];

/** Installs the VS Code host, unless it is there in these versions. */
export async function installVscodeHost() {
  const stamp = path.join(vscodeHostFolder, `installed-${packages["code-server"]}`);
  if (existsSync(stamp)) return "up to date";
  await rm(vscodeHostFolder, { recursive: true, force: true });
  await mkdir(vscodeHostFolder, { recursive: true });

  const manifest = { private: true, dependencies: packages };
  await writeFile(path.join(vscodeHostFolder, "package.json"), JSON.stringify(manifest));
  const serverFolder = path.join(vscodeHostFolder, "node_modules/code-server/lib/vscode");
  const install = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  for (const cwd of [vscodeHostFolder, serverFolder, path.join(serverFolder, "extensions")]) {
    await runCommand("npm", install, { cwd });
  }

  const gyp = path.join(vscodeHostFolder, "node_modules/node-gyp/bin/node-gyp.js");
  for (const module of nativeModules) {
    const cwd = path.join(serverFolder, "node_modules", module);
    await runCommand(node24, [gyp, "rebuild", `--nodedir=${nodeHeaders()}`], { cwd });
  }
  await writeFile(stamp, "");
  return "installed";
}
