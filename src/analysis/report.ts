import { createHash } from "node:crypto";
import type { Results } from "./results.ts";
import { resultsTable } from "./table.ts";

/** The bundle of `webview/report/`: its script and its styles as text. */
export interface ReportBundle {
  readonly script: string;
  readonly style: string;
}

/**
 * A self-contained HTML page that shows the results: script, styles and data are in it, it works from a disk without
 * network, and its content security policy allows nothing but that script and those styles, by their hashes (and the
 * empty style element by which the toolkit tries what the browser can do). Without JavaScript it shows the table.
 */
export function resultsReport(results: Results, bundle: ReportBundle): string {
  const script = bundle.script.replaceAll("</script", "<\\/script");
  const style = bundle.style.replaceAll("</style", "<\\/style");
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}' '${hash("")}'; img-src data:; base-uri 'none'; form-action 'none'`;
  // JSON allows < only in strings, where its escape means the same and cannot end the element.
  const data = JSON.stringify(results).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(results.experiment)} · Ablate</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<noscript><h1>${escapeHtml(results.experiment)}</h1><pre>${escapeHtml(resultsTable(results, 110))}</pre></noscript>
<script type="application/json" id="results">${data}</script>
<script>${script}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
