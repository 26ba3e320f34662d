import assert from "node:assert/strict";
import { type HostMessage, type PanelMessage, parsePanelMessage } from "../../webview/protocol.ts";
import { exampleResults, exampleSnapshot, untouchedSnapshot } from "./example-snapshot.ts";
import type { ViewPage } from "./view-page.ts";
import { themes } from "./themes.ts";
import { viewUnderTest } from "./view-under-test.ts";
import { seriousViolations } from "./violations.ts";

describe("the experiment panel", function () {
  this.timeout(120_000);
  const tested = viewUnderTest<PanelMessage, HostMessage>("experiment", parsePanelMessage, 1100);
  let panel: ViewPage<PanelMessage, HostMessage>;

  it("asks for its state, and shows results as findings with charts", async () => {
    panel = await tested.open();
    await panel.page.locator("main").waitFor({ state: "attached" });
    assert.deepEqual(panel.sent, [{ type: "ready" }]);
    await panel.post({ type: "snapshot", snapshot: exampleSnapshot(1) });
    await panel.page.getByText(exampleResults.headline).waitFor();
    const text = exampleResults.metrics[0];
    const chart = panel.page.getByRole("region", { name: text?.finding ?? "" }).locator("svg");
    // It is drawn when its width is known.
    await chart.locator(".interval").first().waitFor({ state: "attached" });
    assert.equal(await chart.locator(".interval").count(), text?.arms.length);
    assert.equal(await chart.locator(".seed").count(), 10);
    // By the definition of the example, code-25 is the only arm that text cannot tell from the baseline.
    assert.equal(await chart.locator(".dot.hollow").count(), 1);
  });

  it("shows the numbers of a chart as a table", async () => {
    panel = await tested.open();
    await panel.post({ type: "snapshot", snapshot: exampleSnapshot(1) });
    await panel.page.getByRole("button", { name: "Show as table: Bits per byte: code" }).click();
    const rows = await panel.page.getByRole("region", { name: "Bits per byte: code" }).locator("tbody tr").all();
    const shown = await Promise.all(rows.map((row) => row.locator("th, td").allInnerTexts()));
    const figure = (value: number): string => value.toFixed(3).replace("-", "\u2212");
    const expected = exampleResults.metrics[1]?.arms.map(({ arm, mean, low, high, difference, seeds }) => [
      ...[arm, figure(mean), `${figure(low)} to ${figure(high)}`],
      ...(difference === undefined
        ? ["baseline", "–", "–", "–"]
        : [figure(difference.mean), `${figure(difference.low)} to ${figure(difference.high)}`, "< 0.001", "yes"]),
      ...seeds.map((seed) => figure(seed.value)),
    ]);
    assert.deepEqual(shown, expected);

    await panel.page.getByRole("button", { name: "Show as chart: Bits per byte: code" }).click();
    const chart = panel.page.getByRole("slider", { name: "Bits per byte: code by arm" }).locator("svg");
    const wide = Number(await chart.getAttribute("width"));
    await panel.page.setViewportSize({ width: 500, height: 900 });
    await chart.and(panel.page.locator(`svg:not([width="${wide}"])`)).waitFor();
    assert.ok(Number(await chart.getAttribute("width")) < wide);
  });

  it("reads a chart to the keyboard", async () => {
    panel = await tested.open();
    await panel.post({ type: "snapshot", snapshot: exampleSnapshot(1) });
    const chart = panel.page.getByRole("slider", { name: "Bits per byte: code by arm" });
    const reading = async (): Promise<string> => (await chart.getAttribute("aria-valuetext")) ?? "";
    await chart.focus();
    await panel.page.keyboard.press("ArrowRight");
    assert.match(await reading(), /^code-0: .* This is the baseline\.$/);
    await panel.page.keyboard.press("ArrowRight");
    assert.match(await reading(), /^code-25: .* Against code-0: \u2212.*, p < 0\.001\.$/);
    await panel.page.getByText(await reading()).waitFor();
    await panel.page.keyboard.press("End");
    assert.match(await reading(), /^code-100: /);
    await panel.page.keyboard.press("Escape");
    assert.equal(await reading(), "No arm chosen");
  });

  it("asks where a number comes from by a click or Enter", async () => {
    panel = await tested.open();
    await panel.post({ type: "snapshot", snapshot: exampleSnapshot(1) });
    const chart = panel.page.getByRole("slider", { name: "Bits per byte: code by arm" });
    const { id, arms } = exampleResults.metrics[1] ?? { id: "", arms: [] };
    const asked = (arm: string | undefined): PanelMessage => {
      const seeds = arms.find((each) => each.arm === arm)?.seeds.map(({ seed }) => seed) ?? [];
      return { type: "trail", metric: id, arm: arm ?? "", seeds };
    };
    await chart.focus();
    await panel.page.keyboard.press("Enter");
    await panel.page.keyboard.press("ArrowRight");
    await panel.page.keyboard.press("Enter");
    await chart.locator("svg .dot").last().click();
    // Without a cursor there is no number to be traced.
    await panel.page.getByText("Click it, or press Enter").waitFor();
    const trails = panel.sent.filter(({ type }) => type === "trail");
    assert.deepEqual(trails, [asked("code-0"), asked("code-100")]);
  });

  it("grows its curves while a run trains, then turns to the results", async () => {
    panel = await tested.open();
    await panel.post({ type: "snapshot", snapshot: exampleSnapshot(0.25) });
    await panel.page.getByText("Latest, at 100k tokens").waitFor();
    const points = { tokens: [200_000], loss: [1.2345], gradientNorm: [null], rate: [0.001] };
    await panel.post({ type: "curves", curves: [{ arm: "code-50", seed: 2, points }] });
    await panel.page.getByText("Latest, at 200k tokens").waitFor();
    const legend = panel.page.getByRole("listitem").filter({ hasText: "code-50" });
    assert.match(await legend.innerText(), /1\.234$|1\.235$/);
    assert.equal(await panel.page.getByRole("tab", { selected: true }).innerText(), "Training");

    await panel.page.getByRole("button", { name: "Stop" }).click();
    await panel.post({ type: "snapshot", snapshot: exampleSnapshot(1) });
    await panel.page.getByText(exampleResults.headline).waitFor();
    await panel.page.getByRole("button", { name: "Open Report" }).click();
    await panel.page.getByRole("button", { name: "Save CSV: Bits per byte: text", exact: true }).click();
    await panel.page.getByRole("button", { name: "Save SVG: Bits per byte: text", exact: true }).click();
    const [ready, stop, report, csv, svg] = panel.sent;
    assert.deepEqual([ready, stop, report], [{ type: "ready" }, { type: "stop" }, { type: "openReport" }]);
    assert.ok(
      csv?.type === "export" && csv.fileName === "bits-per-byte-text.csv" && csv.content.startsWith("arm,mean,"),
    );
    assert.ok(svg?.type === "export" && svg.content.includes("<svg") && !svg.content.includes("var(--"));
  });

  it("says why nothing can be run, and that nothing has been", async () => {
    panel = await tested.open();
    await panel.post({ type: "snapshot", snapshot: untouchedSnapshot() });
    await panel.page.getByText("This workspace is not trusted").waitFor();
    await panel.page.getByText("Nothing has been trained yet").waitFor();
    await panel.page.getByRole("button", { name: "Run" }).click({ force: true });
    assert.deepEqual(panel.sent, [{ type: "ready" }]);
  });

  it("keeps the user's choices and the host's handle over a reload, and ignores what is no message", async () => {
    panel = await tested.open();
    await panel.post({ type: "snapshot", snapshot: exampleSnapshot(1) });
    await panel.page.getByRole("checkbox", { name: "Slices" }).click();
    await panel.page.getByRole("heading", { name: "Slices" }).waitFor();
    await panel.page.reload();
    await panel.page.evaluate("window.postMessage({ type: 'snapshot', snapshot: 7 }, '*')");
    await panel.post({ type: "snapshot", snapshot: exampleSnapshot(1) });
    await panel.page.getByRole("heading", { name: "Slices" }).waitFor();
    const kept: unknown = JSON.parse(await panel.page.evaluate("sessionStorage.getItem('kept')"));
    assert.ok(typeof kept === "object" && kept !== null && "restore" in kept);
    assert.equal(kept.restore, exampleSnapshot(1).restore);
  });

  it("shows names from files as text", async () => {
    panel = await tested.open();
    const snapshot = exampleSnapshot(1);
    const name = "<img src=x onerror=alert(1)>";
    await panel.post({ type: "snapshot", snapshot: { ...snapshot, experiment: { ...snapshot.experiment, name } } });
    await panel.page.getByRole("heading", { name }).waitFor();
    assert.equal(await panel.page.locator("img").count(), 0);
  });

  for (const theme of Object.keys(themes)) {
    it(`has no serious accessibility violation: ${theme}`, async () => {
      panel = await tested.open(theme);
      await panel.post({ type: "snapshot", snapshot: exampleSnapshot(0.5) });
      await panel.page.getByText("Latest, at 200k tokens").waitFor();
      assert.deepEqual(await seriousViolations(panel.page), []);
      await panel.post({ type: "snapshot", snapshot: exampleSnapshot(1) });
      await panel.page.getByText(exampleResults.headline).waitFor();
      assert.deepEqual(await seriousViolations(panel.page), []);
    });
  }
});
