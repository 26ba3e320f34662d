import assert from "node:assert/strict";
import { mixtureFindingOf } from "../../src/analysis/mixture-law/find-mixture.ts";
import { type HostMessage, type PanelMessage, parsePanelMessage, type Snapshot } from "../../webview/protocol.ts";
import { plantedResults, uniformMixtures } from "../analysis/mixture-law/planted.ts";
import { exampleSnapshot } from "./example-snapshot.ts";
import { themes } from "./themes.ts";
import { viewUnderTest } from "./view-under-test.ts";
import { seriousViolations } from "./violations.ts";

const results = plantedResults({
  laws: {
    text: { constant: 1, exponents: { text: -1.5, code: 0.3, math: 0 } },
    code: { constant: 0.6, exponents: { text: 0.2, code: -3, math: -0.5 } },
    math: { constant: 0.8, exponents: { text: 0.1, code: -0.4, math: -2 } },
  },
  mixtures: uniformMixtures(["text", "code", "math"], 14, 1),
  ...{ seeds: 2, seedNoise: 0.004, runNoise: 0.01, draw: 1 },
  uniqueTokens: { text: 4_000_000, code: 600_000, math: 100_000 },
});
const mixtureLaw = mixtureFindingOf(results);

/** The panel of a swarm of three corpora. */
function swarmSnapshot(): Snapshot {
  assert.ok(mixtureLaw !== undefined);
  const { arms, corpora, baseline, seeds } = results;
  const example = exampleSnapshot(1);
  return {
    ...example,
    experiment: { ...example.experiment, name: "swarm", arms, corpora, baseline, seeds },
    results: { ...results, headline: "What the mixture does.", mixtureLaw },
  };
}

describe("the mixture law in the panel", function () {
  this.timeout(120_000);
  const tested = viewUnderTest<PanelMessage, HostMessage>("experiment", parsePanelMessage, 1100);

  it("tells the predicted best mixture, what it is compared with, and how far to trust the law", async () => {
    const { page, ...panel } = await tested.open();
    await panel.post({ type: "snapshot", snapshot: swarmSnapshot() });
    const section = page.getByRole("region", { name: "Mixture law" });
    await section.getByText(mixtureLaw?.finding ?? "").waitFor();
    const agreement = section.getByRole("slider", { name: /predicted against measured/ });
    await agreement.locator("circle.dot").first().waitFor({ state: "attached" });
    assert.equal(await agreement.locator("circle.dot").count(), 14);
    const optimum = section.getByRole("slider", { name: /of the predicted best mixture/ });
    await optimum.focus();
    await page.keyboard.press("ArrowRight");
    assert.match(
      (await optimum.getAttribute("aria-valuetext")) ?? "",
      /^predicted best: .* Against shares by tokens: \u2212/,
    );
    assert.equal(await section.getByRole("region", { name: "Mixtures to train next" }).locator("tbody tr").count(), 4);
  });

  it("shows another corpus, and shares as a table", async () => {
    const { page, ...panel } = await tested.open();
    await panel.post({ type: "snapshot", snapshot: swarmSnapshot() });
    await page.getByRole("slider", { name: /along the share of math/ }).waitFor();
    await page.getByRole("combobox", { name: "Corpus" }).click();
    await page.getByRole("option", { name: "text" }).click();
    await page.getByRole("slider", { name: /along the share of text/ }).waitFor();
    await page.getByRole("button", { name: "Show as table: predicted best mixture" }).click();
    const table = page.getByRole("region", { name: "Shares of the predicted best mixture" });
    assert.deepEqual(
      await table.locator("tbody th").allInnerTexts(),
      mixtureLaw?.components.map(({ name }) => name),
    );
  });

  for (const theme of Object.keys(themes)) {
    it(`has no serious violation of accessibility: ${theme}`, async () => {
      const { page, ...panel } = await tested.open(theme);
      await panel.post({ type: "snapshot", snapshot: swarmSnapshot() });
      await page.locator(".mixture-law svg .curve").waitFor({ state: "attached" });
      assert.deepEqual(await seriousViolations(page), []);
      await tested.screenshot(`mixture-law-${theme}`);
    });
  }
});
