// Bundles what runs into out/: extension.cjs, cli.mjs with its workers, one file per webview, the grammars, the host tests.
import { build } from "esbuild";
import { cp, glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const out = "out";

/** Packages that stay packages: they load native files, WebAssembly or workers that lie beside their code. */
const runtimePackages = ["@duckdb/node-api", "piscina", "tokenizers", "web-tree-sitter"];

/** @type {import("esbuild").BuildOptions} */
const shared = { bundle: true, metafile: true, logLevel: "warning", legalComments: "none" };

const external = ["vscode", ...runtimePackages];

/** @type {import("esbuild").BuildOptions} */
const forNode = {
  ...shared,
  platform: "node",
  target: "node24",
  sourcemap: true,
  external,
  // What `main` of that package names loads its parts in a way that a bundler does not see.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
};

/** CommonJS packages inside a module need a `require` for Node's own modules. */
const requireInModule = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** @param {string} pattern */
async function filesLike(pattern) {
  /** @type {string[]} */
  const files = [];
  for await (const file of glob(pattern)) files.push(file);
  return files.sort();
}

/** The extension and its host tests: CommonJS, because VS Code loads them with `require`. */
async function bundleForTheExtensionHost() {
  return build({
    ...forNode,
    format: "cjs",
    // zod looks at it when it loads, and VS Code warns of every extension that does.
    define: { navigator: "undefined" },
    entryPoints: { extension: "src/extension.ts", "test/host/index": "test/host/index.ts" },
    outdir: out,
    outExtension: { ".js": ".cjs" },
    external: [...external, "mocha"],
  });
}

/** The command `ablate` and what it starts beside itself, which find each other by file name in one folder. */
async function bundleEngine() {
  return build({
    ...forNode,
    format: "esm",
    entryPoints: ["src/cli.ts", "src/training/tokenizer-process.ts", ...(await filesLike("src/**/*worker.ts"))],
    entryNames: "[name]",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    banner: { js: requireInModule },
  });
}

/** Every `webview/VIEW/main.tsx` as out/webview/VIEW.js and VIEW.css, without modules, for a page with a strict CSP. */
async function bundleWebviews() {
  const views = await filesLike("webview/*/main.tsx");
  return build({
    ...shared,
    platform: "browser",
    target: "es2023",
    format: "iife",
    minify: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".ttf": "dataurl", ".svg": "dataurl" },
    entryPoints: Object.fromEntries(views.map((file) => [path.basename(path.dirname(file)), file])),
    outdir: `${out}/webview`,
  });
}

/** Copies each language's queries and metadata, and the grammar that its metadata names from the npm package that has it. */
async function copyGrammars() {
  for (const file of await filesLike("grammars/*/language.json")) {
    const folder = path.dirname(file);
    await cp(folder, path.join(out, folder), { recursive: true });
    const { package: name, wasm } = JSON.parse(await readFile(file, "utf8"));
    await cp(path.join("node_modules", name, wasm), path.join(out, folder, wasm));
  }
}

/** The texts that licence files are compared with, beside the folder of the grammars. */
async function copyLicenceTexts() {
  await cp("node_modules/spdx-license-list/spdx-full.json", path.join(out, "spdx-full.json"));
}

for (const folder of ["webview", "grammars"]) await rm(path.join(out, folder), { recursive: true, force: true });
await mkdir(out, { recursive: true });
const [extension, engine, webviews] = await Promise.all([
  bundleForTheExtensionHost(),
  bundleEngine(),
  bundleWebviews(),
  copyGrammars(),
  copyLicenceTexts(),
]);

// For the package: which packages travel beside the bundles, and whose code is in them.
const inputs = [extension, engine, webviews].flatMap((result) => Object.keys(result.metafile?.inputs ?? {}));
await writeFile(
  `${out}/bundles.json`,
  JSON.stringify({ runtimePackages, inputs: [...new Set(inputs)].sort() }, undefined, 1),
);
