import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { resultsReport } from "../../src/analysis/report.ts";
import { startBrowser } from "../browser.ts";
import { bundleView } from "./bundle.ts";
import { exampleResults } from "./example-snapshot.ts";
import { seriousViolations } from "./violations.ts";

describe("the HTML report", function () {
  this.timeout(120_000);
  let browser: Browser;
  let folder: string;
  let file: string;

  before(async () => {
    browser = await startBrowser();
    folder = await mkdtemp(path.join(tmpdir(), "ablate-report-"));
    file = path.join(folder, "report.html");
    await writeFile(file, resultsReport(exampleResults, await bundleView("report")));
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`opens from the disk without network, accessibly: ${colorScheme}`, async () => {
      const context = await browser.newContext({ colorScheme, offline: true, reducedMotion: "reduce" });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(pathToFileURL(file).href);
      await page.getByText(exampleResults.headline).waitFor();
      assert.equal(await page.locator(".card svg .band").count(), 6);
      assert.deepEqual(await seriousViolations(page), []);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }

  it("warns of items that training documents have", async () => {
    const sources = [{ corpus: "code", source: "app", items: 3, documents: 1 }];
    const suites = [{ suite: "code", items: 160, touched: 3, short: 0, byDesign: 0, sources }];
    const touched = path.join(folder, "touched.html");
    const results = { ...exampleResults, contamination: { documents: 900, unsearched: 0, suites } };
    await writeFile(touched, resultsReport(results, await bundleView("report")));
    const page = await browser.newPage();
    await page.goto(pathToFileURL(touched).href);
    const note = page.getByRole("note", { name: "Contamination" });
    await note.getByText("3 of 160 items of code stand in training documents: code/app (1 document).").waitFor();
    assert.deepEqual(await seriousViolations(page), []);
    await page.close();
  });

  it("saves what it shows as a file", async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save CSV: Knowledge: accuracy" }).click();
    assert.equal((await download).suggestedFilename(), "knowledge-accuracy.csv");
    await page.close();
  });

  it("shows the table where scripts are off", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    assert.match(await page.locator("pre").innerText(), /Difference to code-0/);
    await context.close();
  });
});
