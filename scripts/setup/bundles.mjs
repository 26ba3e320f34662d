// The bundles in out/, by esbuild.
import { projectFolder } from "./folders.mjs";
import { runCommand } from "./step.mjs";
import { node24 } from "./folders.mjs";

/** Bundles the extension, the command, the workers and the webviews into out/. */
export async function buildBundles() {
  await runCommand(node24, ["esbuild.mjs"], { cwd: projectFolder });
}
