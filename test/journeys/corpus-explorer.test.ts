import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Frame } from "playwright-core";
import { projectFolder } from "../../scripts/setup/folders.mjs";
import { eventually } from "../host/eventually.ts";
import { seriousViolations } from "./accessibility.ts";
import { type Journey, startJourney } from "./journey.ts";
import type { VscodeWindow } from "./vscode-window.ts";

describe("somebody who looks for a threshold in the corpus explorer", () => {
  let journey: Journey;
  let window: VscodeWindow;
  let explorer: Frame;
  let dropped = "";

  before(async () => {
    journey = await startJourney({ extensionFolder: projectFolder });
    ({ window } = journey);
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await journey.screenshot("failure");
  });

  after(() => journey.end());

  it("curates the corpus from its explorer", async () => {
    await window.openFile("programs.corpus.json");
    await window.runCommand("Ablate: Explore Corpus");
    await window.waitForTab("programs: Explorer");
    explorer = await window.webview();
    await explorer.getByText("Not curated yet").waitFor();
    await explorer.getByRole("button", { name: "Curate" }).click();
    await explorer.getByText("12 of 12 documents kept").waitFor();
    await window.runCommand("Notifications: Clear All Notifications");
  });

  it("moves a threshold and sees which documents it would newly drop", async () => {
    await explorer.getByRole("tab", { name: "Thresholds" }).click();
    const add = explorer.getByRole("combobox", { name: "Add a signal" });
    await add.click();
    await explorer.getByRole("option", { name: "quality", exact: true }).click();
    await explorer.getByRole("slider", { name: "Least quality" }).fill("100");
    const turned = explorer.getByRole("listbox", { name: "Documents whose verdict turns" });
    const first = turned.getByRole("option").first();
    await first.getByText("quality").waitFor();
    dropped = (await first.locator(".path").textContent()) ?? "";
    assert.match(dropped, /\.\w+$/);
    assert.deepEqual(await seriousViolations(explorer), []);
    await journey.screenshot("explorer-thresholds");
  });

  it("writes it into the corpus file, which keeps its comments", async () => {
    await explorer.getByRole("button", { name: "Write to Corpus File" }).click();
    await explorer.getByText("The file has changed since the corpus was curated").waitFor();
    await window.runCommand("File: Save All Files");
    const file = path.join(journey.workspace, "programs.corpus.json");
    const text = await eventually("the filter in the file", async () => {
      const saved = await readFile(file, "utf8");
      return saved.includes("filters") ? saved : undefined;
    });
    assert.match(text, /\/\/ Twelve short programs[^]*"quality": \{\s*"min": 0\.\d+/);
  });

  it("opens a document that it would drop, where a diagnostic says why", async () => {
    await explorer.getByRole("option", { name: dropped }).click();
    await window.waitForTab(path.basename(dropped));
    await window.page.locator(".squiggly-info").first().waitFor();
    await window.page.keyboard.press("Control+Home");
    await window.runCommand("Show or Focus Hover");
    const hover = window.page.locator(".monaco-hover").filter({ hasText: "Would be dropped" }).first();
    await hover.waitFor();
    assert.match((await hover.textContent()) ?? "", /quality 0\.\d+ is below 0\.\d+/);
    await journey.screenshot("explorer-reason");
  });
});
