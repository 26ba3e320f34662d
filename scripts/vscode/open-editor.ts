import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { projectFolder } from "../setup/folders.mjs";
import { startVscodeServer, windowAddress } from "./server.ts";

const usualPort = 8421;

/** Nothing in front of the workspace that was not asked for. */
const calmSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.openRepositoryInParentFolders": "never",
};

/** Whether nobody listens on a port of this machine. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** What the command line names. Undefined, after a message, where it names what is not there. */
function parseCommandLine(): { readonly workspace: string; readonly extensionPackage: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({ options: { package: { type: "string" } }, allowPositionals: true });
    const workspace = path.resolve(positionals[0] ?? path.join(projectFolder, "examples/code-proportion"));
    const extensionPackage = values.package === undefined ? undefined : path.resolve(values.package);
    const missing = [workspace, ...(extensionPackage === undefined ? [] : [extensionPackage])].find(
      (file) => !existsSync(file),
    );
    if (missing === undefined) return { workspace, extensionPackage };
    console.error(`There is no ${missing}.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  return undefined;
}

/**
 * `npm run editor [-- FOLDER] [-- --package FILE.vsix]`: opens the extension as it is in the checkout, or a package of it,
 * with a workspace (the example when left out) in a VS Code on localhost, until Ctrl-C.
 */
async function openEditor(workspace: string, extensionPackage: string | undefined): Promise<void> {
  // Before anything is started, so that a Ctrl-C while VS Code starts does not leave it running.
  const interrupted = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  const folder = await mkdtemp(path.join(tmpdir(), "ablate-editor-"));
  try {
    const server = await startVscodeServer({
      folder,
      port: (await isFree(usualPort)) ? usualPort : 0,
      trusted: true,
      testDriver: false,
      settings: calmSettings,
      ...(extensionPackage === undefined ? { extensionFolder: projectFolder } : { extensionPackage }),
    });
    try {
      console.log(`Ablate with ${workspace}, until Ctrl-C:`);
      console.log(windowAddress(server.authority, workspace, []));
      await Promise.race([interrupted, server.ended]);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const commandLine = parseCommandLine();
if (commandLine === undefined) {
  process.exitCode = 2;
} else {
  try {
    await openEditor(commandLine.workspace, commandLine.extensionPackage);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
