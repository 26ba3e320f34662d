import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import { makePackage } from "../../scripts/packaging/make-package.ts";
import { type SessionProcess, sessionProcesses } from "../../scripts/vscode/session-processes.ts";
import { seriousViolations } from "./accessibility.ts";
import { type Journey, startJourney } from "./journey.ts";
import type { VscodeWindow } from "./vscode-window.ts";

/** VS Code's own themes of the four kinds: the class of the workbench, and the name that a person chooses. */
const themes = [
  { file: "dark", kind: "vs-dark", name: "Dark Modern" },
  { file: "light", kind: "vs", name: "Light Modern" },
  { file: "high-contrast-dark", kind: "hc-black", name: "Dark High Contrast" },
  { file: "high-contrast-light", kind: "hc-light", name: "Light High Contrast" },
] as const;

describe("the first ablation of somebody who has installed the package", () => {
  let journey: Journey;
  let window: VscodeWindow;
  let panel: Frame;

  const lens = (text: string): Locator => window.page.locator(".codelens-decoration").filter({ hasText: text }).first();

  const trainers = async (): Promise<readonly SessionProcess[]> =>
    (await sessionProcesses(journey.server.session)).filter(({ command }) => command.includes("ablate-trainer"));

  before(async () => {
    const { file } = await makePackage();
    journey = await startJourney({ extensionPackage: file }, { "workbench.colorTheme": themes[0].name });
    ({ window } = journey);
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await journey.screenshot("failure");
  });

  after(() => journey.end());

  it("opens an ablation file, which offers to run it", async () => {
    await window.openFile("long.ablation.json");
    await lens("Run").waitFor();
    await lens("not run · 3 arms").waitFor();
    await journey.screenshot("file");
  });

  it("runs it from the command palette, sees the loss curves while it trains, and stops it", async () => {
    await window.runCommand("Ablate: Run Experiment");
    panel = await window.webview();
    await panel.getByRole("heading", { name: "long", exact: true }).waitFor();
    await panel.locator(".uplot canvas").waitFor();
    await lens("Stop").waitFor();
    await journey.screenshot("training");

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
      await journey.screenshot(`results-${theme.file}`);
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
    await journey.screenshot("table");
  });
});
