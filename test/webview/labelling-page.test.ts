import assert from "node:assert/strict";
import {
  type ClassifierReport,
  type LabellingMessage,
  type LabellingState,
  parseLabellingMessage,
} from "../../webview/protocol.ts";
import type { ViewPage } from "./view-page.ts";
import { themes } from "./themes.ts";
import { viewUnderTest } from "./view-under-test.ts";
import { seriousViolations } from "./violations.ts";

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
  training: false,
  classifier: null,
};

/** Invented: a classifier that is too sure of itself. */
const report: ClassifierReport = {
  ...{ labels: 150, scores: 140, pairs: 10, documents: 150, groupedBy: "repository or source", folds: 5 },
  ...{ penalty: 0.3, losses: [], languages: { JavaScript: 140 }, pairAccuracy: 0.9 },
  auc: { auc: 0.935, interval: [0.865, 0.988], good: 70, bad: 70, groups: 12 },
  qualityAuc: { auc: 0.909, interval: [0.83, 0.96], good: 70, bad: 70, groups: 12 },
  reliability: {
    brier: 0.113,
    calibrationError: 0.072,
    curve: [
      { from: 0, to: 0.1, documents: 48, foretold: 0.04, good: 0.104 },
      { from: 0.2, to: 0.3, documents: 14, foretold: 0.24, good: 0.357 },
      { from: 0.4, to: 0.5, documents: 9, foretold: 0.46, good: 0.444 },
      { from: 0.6, to: 0.7, documents: 13, foretold: 0.67, good: 0.538 },
      { from: 0.8, to: 0.9, documents: 20, foretold: 0.84, good: 0.75 },
      { from: 0.9, to: 1, documents: 36, foretold: 0.97, good: 0.917 },
    ],
  },
};
const trained: LabellingState = { ...two, classifier: { version: 1, file: "quality.classifier.json", report } };

describe("the labelling page", function () {
  this.timeout(120_000);
  const tested = viewUnderTest<LabellingMessage, LabellingState>("labelling", parseLabellingMessage, 1100);
  let view: ViewPage<LabellingMessage, LabellingState>;

  async function open(state: LabellingState, theme?: string): Promise<void> {
    view = await tested.open(theme);
    await view.page.locator("main").waitFor({ state: "attached" });
    await view.post(state);
    await view.page.getByRole("status").waitFor();
  }

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
    await open({ ...two, documents: [], left: 0 });
    await view.page.getByText("Nothing is left to label").waitFor();
  });

  it("trains, then shows how well the classifier does, where keys label nothing", async () => {
    await open(two);
    await view.page.getByRole("button", { name: "train a classifier" }).click();
    await view.post({ ...two, training: true });
    await view.page.getByRole("button", { name: "training…" }).waitFor();
    await view.post(trained);
    const figures = view.page.getByRole("region", { name: "How well it tells good from bad" });
    await figures.getByRole("row", { name: "Classifier 0.935 0.865 to 0.988 70 70" }).waitFor();
    await view.page.keyboard.press("ArrowRight");
    await view.page.getByRole("button", { name: "Show calibration as table" }).click();
    await view.page.getByRole("row", { name: "80 % to 90 % 84 % 75 % 20" }).waitFor();
    await view.page.getByRole("button", { name: "back to labelling" }).click();
    await view.page.getByRole("heading", { name: "Which is better to learn from?" }).waitFor();
    await view.page.keyboard.press("ArrowRight");
    await view.page.getByRole("button", { name: "how well the classifier does" }).click();
    await view.page.getByRole("img", { name: "Calibration curve" }).waitFor();
    assert.deepEqual(view.sent.slice(1), [{ type: "train" }, { type: "prefer", better: 1 }]);
  });

  for (const theme of Object.keys(themes)) {
    it(`has no serious accessibility violation: ${theme}`, async () => {
      await open(two, theme);
      assert.deepEqual(await seriousViolations(view.page), []);
      await tested.screenshot(`labelling-${theme}`);
      await view.post(trained);
      await view.page.getByRole("img", { name: "Calibration curve" }).waitFor();
      assert.deepEqual(await seriousViolations(view.page), []);
      await tested.screenshot(`classifier-${theme}`);
    });
  }
});
