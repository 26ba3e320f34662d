import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Frame, Locator } from "playwright-core";
import { makePackage } from "../../scripts/packaging/make-package.ts";
import { projectFolder } from "../../scripts/setup/folders.mjs";
import { type SessionProcess, sessionProcesses } from "../../scripts/vscode/session-processes.ts";
import { startVscodeServer, type VscodeServer, windowAddress } from "../../scripts/vscode/server.ts";
import { startBrowser } from "../browser.ts";
import { seriousViolations } from "./accessibility.ts";
import { VscodeWindow } from "./vscode-window.ts";

const screenshots = path.join(projectFolder, "out/screenshots");

/** VS Code's own themes of the four kinds: the class of the workbench, and the name that a person chooses. */
const themes = [
  { file: "dark", kind: "vs-dark", name: "Dark Modern" },
  { file: "light", kind: "vs", name: "Light Modern" },
  { file: "high-contrast-dark", kind: "hc-black", name: "Dark High Contrast" },
  { file: "high-contrast-light", kind: "hc-light", name: "Light High Contrast" },
] as const;

describe("the first ablation of somebody who has installed the package", () => {
  let folder: string;
  let server: VscodeServer;
  let browser: Browser;
  let window: VscodeWindow;
  let panel: Frame;

  const screenshot = (name: string): Promise<Buffer> =>
    window.page.screenshot({ path: path.join(screenshots, `${name}.png`) });

  const lens = (text: string): Locator => window.page.locator(".codelens-decoration").filter({ hasText: text }).first();

  const trainers = async (): Promise<readonly SessionProcess[]> =>
    (await sessionProcesses(server.session)).filter(({ command }) => command.includes("ablate-trainer"));

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
      settings: {
        "workbench.startupEditor": "none",
        "workbench.secondarySideBar.defaultVisibility": "hidden",
        "workbench.colorTheme": themes[0].name,
      },
    });
    browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    window = await VscodeWindow.open(page, windowAddress(server.authority, workspace, []));
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await screenshot("failure");
  });

  after(async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("opens an ablation file, which offers to run it", async () => {
    await window.openFile("long.ablation.json");
    await lens("Run").waitFor();
    await lens("not run · 3 arms").waitFor();
    await screenshot("file");
  });

  it("runs it from the command palette, sees the loss curves while it trains, and stops it", async () => {
    await window.runCommand("Ablate: Run Experiment");
    panel = await window.webview();
    await panel.getByRole("heading", { name: "long", exact: true }).waitFor();
    await panel.locator(".uplot canvas").waitFor();
    await lens("Stop").waitFor();
    await screenshot("training");

    await panel.getByRole("button", { name: "Stop" }).click();
    await panel.getByText("The run was stopped.").waitFor();
    assert.deepEqual(await trainers(), []);
  });

  it("runs a short one to its results", async () => {
    await (await window.waitForTab("long.ablation.json")).click();
    await window.openFile("tiny.ablation.json");
    await lens("not run · 3 arms").waitFor();
    await window.runCommand("Ablate: Run Experiment");
    await window.waitForTab("tiny");
    panel = await window.webview();
    await panel.getByRole("heading", { name: "tiny", exact: true }).waitFor();
    await panel.locator(".headline").waitFor();
    const charts = panel.locator(".results .card svg");
    await charts.first().waitFor();
    assert.equal(await charts.count(), 3, "bits per byte of stories and of programs, and the code suite");
    assert.match((await panel.locator(".headline").textContent()) ?? "", /programs/);
    assert.deepEqual(await trainers(), []);
  });

  it("finds the arms, done, in the tree of experiments", async () => {
    await window.page.getByRole("tab", { name: "Ablate" }).click();
    const tree = window.page.getByRole("tree", { name: "Experiments" });
    await tree.getByRole("treeitem", { name: "tiny" }).locator(".monaco-tl-twistie").click();
    for (const arm of ["programs-0", "programs-50", "programs-100"]) {
      await tree.getByRole("treeitem", { name: new RegExp(`^${arm} `) }).waitFor();
    }
    await window.runCommand("Notifications: Clear All Notifications");
    await window.page
      .locator(".tabs-container .tab")
      .filter({ hasText: /^tiny$/ })
      .click();
    await window.runCommand("View: Toggle Maximize Editor Group");
  });

  for (const theme of themes) {
    it(`reads them in the theme ${theme.name}`, async () => {
      await window.chooseTheme(theme.name, theme.kind);
      await screenshot(`results-${theme.file}`);
      assert.deepEqual(await seriousViolations(panel), []);
    });
  }

  it("reads the numbers of a chart as a table", async () => {
    await panel
      .getByRole("button", { name: /^Show as table/ })
      .first()
      .click();
    const rows = await panel.locator(".results .card table tbody tr").allTextContents();
    assert.equal(rows.length, 3);
    assert.match(rows.join("\n"), /programs-0[^]*programs-50[^]*programs-100/);
    await screenshot("table");
  });
});
