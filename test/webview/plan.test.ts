import assert from "node:assert/strict";
import { parsePlanMessage, type PlanMessage, type PlanState } from "../../webview/protocol.ts";
import { examplePlan, examplePlanState } from "./example-plan.ts";
import { themes } from "./themes.ts";
import type { ViewPage } from "./view-page.ts";
import { viewUnderTest } from "./view-under-test.ts";
import { seriousViolations } from "./violations.ts";

const planned = examplePlanState(examplePlan(3));

describe("the page of a plan", function () {
  this.timeout(120_000);
  const tested = viewUnderTest<PlanMessage, PlanState>("plan", parsePlanMessage, 1200);
  let view: ViewPage<PlanMessage, PlanState>;

  async function open(state: PlanState, theme?: string): Promise<void> {
    view = await tested.open(theme);
    await view.page.locator("main").waitFor({ state: "attached" });
    await view.post(state);
    await view.page.getByRole("heading", { name: "proportion: plan" }).waitFor();
  }

  it("begins with the sums, and what arms have the same of", async () => {
    await open(planned);
    const sums = view.page.getByRole("region", { name: "In all" });
    // Six runs of 200k tokens and 2.5 TFLOPs each, of 22 stages.
    for (const text of [
      "3 arms × 2 seeds",
      "10 of 22 stages are there already",
      "1.2M",
      "15 TFLOPs",
      "about 12 min",
      "412 MB",
      "57.6 MB more while it trains; 62 GB free",
      "Matched by tokens, competitive: 400k tokens in every arm.",
    ]) {
      await sums.getByText(text, { exact: true }).waitFor();
    }
    await sums.getByText("2 seeds find it with a chance of 12 %; 5 for 80 %").waitFor();
  });

  it("opens the line that a warning is about", async () => {
    await open(planned);
    const warnings = view.page.getByRole("region", { name: "Warnings" });
    assert.equal(await warnings.getByRole("listitem").count(), 3);
    await warnings.getByRole("button", { name: "line 12" }).click();
    assert.equal(await warnings.getByRole("button").count(), 2);
    assert.deepEqual(view.sent.slice(1), [{ type: "openFile", line: 12 }]);
  });

  it("shows what each arm sees of each source, and marks what is repeated too often", async () => {
    await open(planned);
    const table = view.page.getByRole("region", { name: "What each arm sees" });
    await table.getByRole("row", { name: "code[quality > 0.6] 200k 50 % 40k ⚠ 5.00" }).waitFor();
    await table
      .getByRole("row", { name: /^code-0 400k tokens a seed, 195 steps.* text 400k 100 % 1M 0.40$/ })
      .waitFor();
  });

  it("draws the graph of the stages, and says why one is run, by keyboard alone", async () => {
    await open(planned);
    const stages = view.page.getByRole("group", { name: "Stages" });
    assert.equal(await stages.getByRole("button").count(), 15);
    await stages.getByRole("button", { name: "Measure: text ✓ there" }).focus();
    for (let column = 0; column < 6; column += 1) await view.page.keyboard.press("ArrowRight");
    await view.page.keyboard.press("ArrowDown");
    const graph = view.page.getByRole("region", { name: "Graph of the stages" });
    await graph.getByText("evaluate code-50 seed 1 and 1 more").waitFor();
    await graph.getByText("because: training.peak: 0.001 → 0.003 (2 of 2)").waitFor();
    await view.page.keyboard.press("Enter");
    const list = graph.getByRole("region", { name: "Stages of code-50" });
    await list.getByRole("row", { name: /evaluate code-50 seed 2 ○ to do 1 min/ }).waitFor();
    await tested.screenshot("plan-stage");
  });

  it("folds hundreds of arms to one node, and shows them when asked", async () => {
    await open(examplePlanState(examplePlan(201)));
    const stages = view.page.getByRole("group", { name: "Stages" });
    await stages.getByRole("button", { name: /^Evaluate: 201 arms ○ 402 to do/ }).waitFor();
    await tested.screenshot("plan-folded");
    await view.page.getByRole("button", { name: "Show all 201 of Evaluate" }).click();
    await stages.getByRole("button", { name: "Evaluate: code-99.5 ○ 2 to do · 2 min" }).waitFor();
    await view.page.getByRole("button", { name: "Fold Evaluate" }).click();
    await stages.getByRole("button", { name: /^Evaluate: 201 arms ○ 402 to do/ }).waitFor();
  });

  it("finds an arm among hundreds", async () => {
    await open(examplePlanState(examplePlan(201)));
    const table = view.page.getByRole("region", { name: "What each arm sees" });
    await view.page.getByRole("button", { name: "Show all 201 arms" }).waitFor();
    await view.page.locator("vscode-text-field").getByRole("textbox").fill("code-99.5");
    await view.page.getByText("1 of 201 arms").waitFor();
    assert.equal(await table.getByRole("rowgroup").count(), 2);
  });

  it("says what it is doing, and can be stopped; the plan before stays", async () => {
    await open({ ...planned, computing: true, doing: "measuring how fast 6 arms together can be trained …" });
    await view.page.getByText(/this is the one before: measuring how fast 6 arms/).waitFor();
    await view.page.getByRole("button", { name: "Cancel" }).click();
    await view.page.getByText("3 arms × 2 seeds").waitFor();
    assert.deepEqual(view.sent.slice(1), [{ type: "cancel" }]);
  });

  it("shows what is wrong in the file in place of a plan", async () => {
    const { plan: _plan, ...rest } = planned;
    const message = "the mixture of arm half sums to 1.1; the shares must sum to 1";
    const problem = { file: "studies/proportion.ablation.json", line: 9, severity: "error", message } as const;
    await open({ ...rest, warningLines: [], problems: [problem] });
    await view.page.getByText(message).waitFor();
    await view.page.getByRole("button", { name: "studies/proportion.ablation.json, line 9" }).click();
    assert.deepEqual(view.sent.slice(1), [{ type: "openProblem", index: 0 }]);
  });

  for (const theme of Object.keys(themes)) {
    it(`has no serious accessibility violation: ${theme}`, async () => {
      await open(planned, theme);
      assert.deepEqual(await seriousViolations(view.page), []);
      await tested.screenshot(`plan-${theme}`);
    });
  }
});
