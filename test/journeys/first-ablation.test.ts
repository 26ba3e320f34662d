import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { makePackage } from "../../scripts/packaging/make-package.ts";
import { projectFolder } from "../../scripts/setup/folders.mjs";
import { startVscodeServer, type VscodeServer, windowAddress } from "../../scripts/vscode/server.ts";
import { startBrowser } from "../host/browser.ts";
import { VscodeWindow } from "./vscode-window.ts";

const screenshots = path.join(projectFolder, "out/screenshots");

/** VS Code's own themes of the four kinds: the class of the workbench, and the name that settings give. */
const themes = [
  { file: "dark", kind: "vs-dark", name: "Default Dark Modern" },
  { file: "light", kind: "vs", name: "Default Light Modern" },
  { file: "high-contrast-dark", kind: "hc-black", name: "Default High Contrast" },
  { file: "high-contrast-light", kind: "hc-light", name: "Default High Contrast Light" },
] as const;

const settings = { "workbench.startupEditor": "none", "security.workspace.trust.startupPrompt": "never" };

describe("the first ablation of somebody who has installed the package", () => {
  let folder: string;
  let server: VscodeServer;
  let browser: Browser;
  let window: VscodeWindow;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "ablate-journey-"));
    const workspace = path.join(folder, "workspace");
    await cp(path.join(projectFolder, "test/fixtures/tiny"), workspace, { recursive: true });
    await mkdir(screenshots, { recursive: true });
    const { file } = await makePackage();
    server = await startVscodeServer({
      folder,
      port: 0,
      trusted: true,
      testDriver: false,
      extensionPackage: file,
      settings: { ...settings, "workbench.colorTheme": themes[0].name },
    });
    browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    window = await VscodeWindow.open(page, windowAddress(server.authority, workspace, []));
  });

  after(async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("opens the ablation file", async () => {
    await window.openFile("tiny.ablation.json");
    await window.page.screenshot({ path: path.join(screenshots, "file.png") });
  });

  for (const theme of themes) {
    it(`shows the results in the theme ${theme.name}`, async () => {
      await server.writeSettings({ ...settings, "workbench.colorTheme": theme.name });
      await window.waitForTheme(theme.kind);
      await window.page.screenshot({ path: path.join(screenshots, `results-${theme.file}.png`) });
      assert.ok(true);
    });
  }
});
