import { build } from "esbuild";
import { fileURLToPath } from "node:url";

interface Bundle {
  readonly script: string;
  readonly style: string;
}

const bundles = new Map<string, Promise<Bundle>>();

/** The script and the styles of `webview/VIEW/`, bundled in memory as `esbuild.mjs` bundles them to disk. */
export async function bundleView(view: string): Promise<Bundle> {
  const bundle = bundles.get(view) ?? bundleAnew(view);
  bundles.set(view, bundle);
  return bundle;
}

async function bundleAnew(view: string): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../webview/${view}/main.tsx`, import.meta.url))],
    bundle: true,
    write: false,
    outdir: "/",
    platform: "browser",
    target: "es2023",
    format: "iife",
    minify: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  const text = (extension: string): string => outputFiles.find((file) => file.path.endsWith(extension))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}
