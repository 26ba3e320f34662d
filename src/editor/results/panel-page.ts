export interface PanelPage {
  readonly title: string;
  /** The source that a webview's own resources have in its policy. */
  readonly cspSource: string;
  /** Fresh for every page. */
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
}

/**
 * The HTML that hosts a webview's bundle. Its policy lets that one script run, styles come from the extension (and from
 * style elements with the nonce, which is how the toolkit's components style themselves) and nothing else be loaded.
 */
export function panelPage({ title, cspSource, nonce, scriptUri, styleUri }: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data: blob:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(styleUri)}">
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="${escapeHtml(scriptUri)}"></script>
  </body>
</html>
`;
}

/** Text as it stands in HTML, in an element or in an attribute between double quotes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
