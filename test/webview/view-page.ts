import type { Browser, Page } from "playwright-core";
import { bundleView } from "./bundle.ts";
import { themes } from "./themes.ts";

const address = "https://panel.test/";

/** A webview in a browser, with a stand-in for the editor around it. */
export interface ViewPage<Sent, Received> {
  readonly page: Page;
  /** Messages of the view, oldest first. */
  readonly sent: Sent[];
  /** Complaints of the browser: errors, and what the content security policy refused. */
  readonly complaints: string[];
  post(message: Received): Promise<void>;
}

/**
 * Opens a view as the editor does: under a strict content security policy with a nonce, with the variables of a theme
 * of VS Code on the root element, and with the editor's interface, whose messages are collected.
 */
export async function openView<Sent, Received>(
  browser: Browser,
  view: string,
  parse: (message: unknown) => Sent | undefined,
  theme: string,
  width: number,
): Promise<ViewPage<Sent, Received>> {
  const { script, style } = await bundleView(view);
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const sent: Sent[] = [];
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.exposeFunction("collect", (message: unknown) => {
    const parsed = parse(message);
    if (parsed === undefined) complaints.push(`not a message of the protocol: ${JSON.stringify(message)}`);
    else sent.push(parsed);
  });
  await page.route(`${address}**`, (route) => {
    const url = route.request().url();
    if (url.endsWith(".js")) return route.fulfill({ contentType: "text/javascript", body: script });
    if (url.endsWith(".css")) return route.fulfill({ contentType: "text/css", body: style });
    return route.fulfill({ contentType: "text/html", body: html(theme) });
  });
  await page.goto(address);
  return {
    page,
    sent,
    complaints,
    post: async (message) => {
      await page.evaluate(`window.postMessage(${JSON.stringify(message)}, "*")`);
    },
  };
}

function html(theme: string): string {
  const variables = Object.entries(themes[theme] ?? {}).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src 'nonce-n'">
<title>View</title>
<meta property="csp-nonce" content="n">
<style nonce="n">:root { ${variables.join(" ")} --vscode-font-family: system-ui, sans-serif; --vscode-font-size: 13px; }</style>
<link rel="stylesheet" nonce="n" href="${address}view.css">
<script nonce="n">
  let kept = JSON.parse(sessionStorage.getItem("kept") ?? "null") ?? undefined;
  function acquireVsCodeApi() {
    return {
      postMessage: (message) => { collect(message); },
      getState: () => kept,
      setState: (state) => { sessionStorage.setItem("kept", JSON.stringify(state)); },
    };
  }
</script>
</head>
<body class="${theme}" data-vscode-theme-kind="${theme}"><div id="root"></div><script nonce="n" src="${address}view.js"></script></body>
</html>`;
}
