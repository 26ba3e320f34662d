const largestMegabytes = 60;

/** What a package may hold, by path. Anything else is a mistake: tests, sources and maps have no place in it. */
const allowed: readonly RegExp[] = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package|package\.nls)\.json$/,
  /^extension\/(readme\.md|LICENSE\.txt|THIRD-PARTY-NOTICES\.txt)$/i,
  /^extension\/media\/[\w-]+\.(svg|png)$/,
  /^extension\/docs\/corpus\.md$/,
  /^extension\/schemas\/[\w-]+\.schema\.json$/,
  /^extension\/out\/(extension\.cjs|(cli|tokenizer-process|[\w-]*worker)\.mjs)$/,
  /^extension\/out\/webview\/[\w-]+\.(js|css)$/,
  /^extension\/out\/grammars\/[\w-]+\/([\w-]+\.scm|language\.json|tree-sitter-[\w-]+\.wasm)$/,
  /^extension\/out\/spdx-full\.json$/,
  /^extension\/bin\/(ablate-trainer|lib(dnnl|gomp)\.so\.\d+)$/,
  /^extension\/node_modules\/(@[\w-]+\/)?[\w.-]+\/(?!.*(\.map|\.d\.[cm]?ts|\.test\.\w+)$).+$/,
];

/** What must be in it for the extension to work. */
const required: readonly string[] = [
  "extension/package.json",
  "extension/out/extension.cjs",
  "extension/out/cli.mjs",
  "extension/out/tokenizer-process.mjs",
  "extension/out/spdx-full.json",
  "extension/bin/ablate-trainer",
  "extension/THIRD-PARTY-NOTICES.txt",
];

/** What is wrong with a package of these files and this size: files too many, files missing, too large. */
export function contentProblems(files: readonly string[], bytes: number): string[] {
  const unexpected = files.filter((file) => !allowed.some((pattern) => pattern.test(file)));
  const missing = required.filter((file) => !files.includes(file));
  return [
    ...unexpected.map((file) => `not allowed in the package: ${file}`),
    ...missing.map((file) => `missing in the package: ${file}`),
    ...(bytes > largestMegabytes * 1e6
      ? [`the package has ${(bytes / 1e6).toFixed(1)} MB, more than ${largestMegabytes}`]
      : []),
  ];
}
