import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type LabellingMessage, type LabellingState, parseLabellingMessage } from "../../webview/protocol.ts";
import { startBrowser } from "../browser.ts";
import { openView, type ViewPage } from "./panel-page.ts";
import { themes } from "./themes.ts";
import { seriousViolations } from "./violations.ts";

const screenshots = join(import.meta.dirname, "../../out/screenshots");

const document = (name: string): LabellingState["documents"][number] => ({
  id: name,
  path: `app:src/${name}.js`,
  language: "JavaScript",
  text: `// Gives ${name}.\nexport function ${name}(value) {\n  return value + "${name}" + 1;\n}\n`,
});

const two: LabellingState = {
  documents: [document("first"), document("second")],
  labelled: 3,
  left: 12,
  canUndo: true,
  message: "",
};

describe("the labelling page", function () {
  this.timeout(120_000);
  let browser: Browser;
  let view: ViewPage<LabellingMessage, LabellingState>;

  async function open(state: LabellingState, theme = "vscode-dark"): Promise<void> {
    view = await openView(browser, "labelling", parseLabellingMessage, theme, 1100);
    await view.page.locator("main").waitFor({ state: "attached" });
    await view.post(state);
    await view.page.getByRole("status").waitFor();
  }

  before(async () => {
    browser = await startBrowser();
    await mkdir(screenshots, { recursive: true });
  });
  after(async () => {
    await browser.close();
  });
  afterEach(async () => {
    assert.deepEqual(view.complaints, []);
    await view.page.context().close();
  });

  it("labels by keyboard alone: the better of two, then a score, then takes it back", async () => {
    await open(two);
    await view.page.keyboard.press("ArrowRight");
    await view.post({ ...two, documents: [document("third")] });
    await view.page.getByRole("heading", { name: "How good is it to learn from?" }).waitFor();
    for (const key of ["4", "s", "u"]) await view.page.keyboard.press(key);
    await view.page.waitForTimeout(100);
    assert.deepEqual(view.sent.slice(1), [
      { type: "prefer", better: 1 },
      { type: "score", score: 4 },
      { type: "skip" },
      { type: "undo" },
    ]);
  });

  it("says that nothing is left", async () => {
    await open({ documents: [], labelled: 3, left: 0, canUndo: true, message: "" });
    await view.page.getByText("Nothing is left to label").waitFor();
  });

  for (const theme of Object.keys(themes)) {
    it(`has no serious accessibility violation: ${theme}`, async () => {
      await open(two, theme);
      assert.deepEqual(await seriousViolations(view.page), []);
      await view.page.screenshot({ path: join(screenshots, `labelling-${theme}.png`) });
    });
  }
});
