import { cp, glob, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { node24, projectFolder } from "../setup/folders.mjs";
import { runCommand } from "../setup/step.mjs";
import { contentProblems } from "./allowed-contents.ts";
import { archiveContents } from "./archive-contents.ts";
import { copyRuntimeFiles, packageClosure, platform } from "./runtime-packages.ts";
import { packagesOfFiles, thirdPartyNotices } from "./third-party-notices.ts";
import { copyTrainer } from "./trainer-files.ts";

/** Packages that are not bundled: see esbuild.mjs. */
const bundlesSchema = z.object({ inputs: z.array(z.string()), runtimePackages: z.array(z.string()) });

const nodeModules = path.join(projectFolder, "node_modules");

/** Files that are copied as they are, beside what is made for the package. */
const copiedFiles = [
  "LICENSE",
  "README.md",
  "package.nls.json",
  "media/*.{svg,png}",
  "schemas/*.schema.json",
  "docs/corpus.md",
  "out/extension.cjs",
  "out/{cli,tokenizer-process,*worker}.mjs",
  "out/webview/*.{js,css}",
  "out/grammars/*/*.{scm,json,wasm}",
  "out/spdx-full.json",
];

/** A finished package. */
export interface Package {
  readonly file: string;
  readonly bytes: number;
  readonly files: readonly string[];
}

/**
 * Makes the VSIX for this platform from the bundles in out/ and the trainer in build/trainer-package, both of which the
 * set-up has made. Rejects when it holds anything that is not on the list of allowed contents.
 */
export async function makePackage(): Promise<Package> {
  const folder = path.join(projectFolder, "build/package");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { inputs, runtimePackages } = bundlesSchema.parse(
    JSON.parse(await readFile(path.join(projectFolder, "out/bundles.json"), "utf8")),
  );

  for await (const file of glob(copiedFiles, { cwd: projectFolder })) {
    await cp(path.join(projectFolder, file), path.join(folder, file));
  }
  const runtime = await packageClosure(nodeModules, runtimePackages);
  for (const installed of runtime) await copyRuntimeFiles(installed, folder);
  const debianPackages = await copyTrainer(path.join(folder, "bin"));
  const notices = await thirdPartyNotices(
    [...(await packagesOfFiles(nodeModules, inputs)), ...runtime],
    debianPackages,
  );
  await writeFile(path.join(folder, "THIRD-PARTY-NOTICES.txt"), notices);
  const manifest = await packagedManifest(runtimePackages);
  await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));

  const file = path.join(projectFolder, `ablate-${platform.os}-${platform.cpu}-${manifest.version}.vsix`);
  const vsce = path.join(nodeModules, "@vscode/vsce/vsce");
  const target = ["--target", `${platform.os}-${platform.cpu}`];
  await runCommand(
    node24,
    [vsce, "package", ...target, "--out", file, "--allow-missing-repository", "--no-rewrite-relative-links"],
    { cwd: folder },
  );

  const files = await archiveContents(file);
  const { size } = await stat(file);
  const problems = contentProblems(files, size);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { file, bytes: size, files };
}

/** package.json without what only a checkout needs; the packages that travel along become its dependencies. */
async function packagedManifest(
  runtimePackages: readonly string[],
): Promise<Record<string, unknown> & { version: string }> {
  const manifest = z
    .looseObject({ version: z.string(), devDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(path.join(projectFolder, "package.json"), "utf8")));
  const { devDependencies, scripts: _scripts, private: _private, ...kept } = manifest;
  const dependencies = Object.fromEntries(runtimePackages.map((name) => [name, devDependencies[name]]));
  return { ...kept, dependencies };
}
