import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { panelPage } from "../../../src/editor/results/panel-page.ts";

describe("the page that hosts the experiment panel", () => {
  const page = panelPage({
    title: `<img src=x onerror="alert(1)">`,
    cspSource: "https://*.vscode-cdn.net",
    nonce: "abc123",
    scriptUri: "https://host/out/webview/experiment.js",
    styleUri: "https://host/out/webview/experiment.css",
  });

  it("runs one script and loads nothing from elsewhere", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? "";
    assert.match(policy, /^default-src 'none'; script-src 'nonce-abc123';/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.deepEqual(page.match(/<script[^>]*>/g), [
      '<script nonce="abc123" src="https://host/out/webview/experiment.js">',
    ]);
  });

  it("shows a file's name as text, whatever it holds", () => {
    assert.match(page, /<title>&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;<\/title>/);
  });
});
