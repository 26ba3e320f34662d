import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { projectFolder } from "../setup/folders.mjs";
import { startVscodeServer, windowAddress } from "./server.ts";

const usualPort = 8421;

/** Whether nobody listens on a port of this machine. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/**
 * `npm run editor [-- FOLDER] [-- --package FILE.vsix]`: opens the extension as it is in the checkout, or a package of it,
 * with a workspace (the example when left out) in a VS Code on localhost, until Ctrl-C.
 */
async function openEditor(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { package: { type: "string" } }, allowPositionals: true });
  const workspace = path.resolve(positionals[0] ?? path.join(projectFolder, "examples/code-proportion"));
  const folder = await mkdtemp(path.join(tmpdir(), "ablate-editor-"));
  const server = await startVscodeServer({
    folder,
    port: (await isFree(usualPort)) ? usualPort : 0,
    trusted: true,
    testDriver: false,
    settings: {},
    ...(values.package === undefined ? {} : { extensionPackage: path.resolve(values.package) }),
  });
  const remote = `vscode-remote://${server.authority}${projectFolder}`;
  const development = [["extensionDevelopmentPath", remote]] as const;
  console.log(`Ablate with ${workspace}, until Ctrl-C:`);
  console.log(windowAddress(server.authority, workspace, values.package === undefined ? development : []));

  const interrupted = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  try {
    await Promise.race([interrupted, server.ended]);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await openEditor();
