import assert from "node:assert/strict";
import {
  type CorpusFacts,
  type ExplorerHostMessage,
  type ExplorerMessage,
  parseExplorerMessage,
} from "../../webview/protocol.ts";
import { exampleAnswer, exampleCorpus, exampleDocument } from "./example-corpus.ts";
import type { ViewPage } from "./view-page.ts";
import { themes } from "./themes.ts";
import { viewUnderTest } from "./view-under-test.ts";
import { seriousViolations } from "./violations.ts";

const tabs = ["Overview", "Documents", "Thresholds", "Duplicates", "Contamination"] as const;

describe("the corpus explorer", function () {
  this.timeout(120_000);
  let view: ViewPage<ExplorerMessage, ExplorerHostMessage>;

  /** Reads what the explorer sends, as an engine that answers at once. */
  function answered(data: unknown): ExplorerMessage | undefined {
    const message = parseExplorerMessage(data);
    if (message?.type === "ask") {
      void view.post({ type: "answer", id: message.id, answer: exampleAnswer(message.query) });
    }
    return message;
  }
  const tested = viewUnderTest<ExplorerMessage, ExplorerHostMessage>("corpus-explorer", answered, 1200);

  /** Opens the explorer of the example. */
  async function open(theme?: string, corpus: CorpusFacts = exampleCorpus): Promise<void> {
    view = await tested.open(theme);
    await view.page.locator("main").waitFor({ state: "attached" });
    await view.post({ type: "corpus", corpus });
    await view.page.getByRole("heading", { name: "code", exact: true }).waitFor();
  }

  const choose = (tab: (typeof tabs)[number]): Promise<void> => view.page.getByRole("tab", { name: tab }).click();
  const sent = <Type extends ExplorerMessage["type"]>(type: Type): Extract<ExplorerMessage, { type: Type }>[] =>
    view.sent.filter((message): message is Extract<ExplorerMessage, { type: Type }> => message.type === type);

  it("says what is dropped and why, with examples, and lists the documents of a reason", async () => {
    await open();
    const drops = view.page.getByRole("region", { name: "Why documents are dropped" });
    await drops.getByRole("button", { name: exampleDocument(10).path }).click();
    assert.deepEqual(sent("openDocument")[0]?.document.place, 10);
    await drops.getByRole("button", { name: "parseErrorShare", exact: true }).click();
    await view.page.getByText("142,857 documents").waitFor();
    await view.page.getByRole("option", { name: exampleDocument(3).path }).waitFor();
  });

  it("walks a million documents by keyboard, of which only those in sight exist", async () => {
    await open();
    await choose("Documents");
    const list = view.page.getByRole("listbox", { name: "Documents" });
    await list.getByRole("option", { name: exampleDocument(0).path }).waitFor();
    await list.focus();
    await view.page.keyboard.press("End");
    await list.getByRole("option", { name: exampleDocument(999_999).path }).waitFor();
    assert.ok((await list.getByRole("option").count()) < 50);
    await view.page.keyboard.press("ArrowUp");
    await view.page.keyboard.press("Enter");
    assert.equal(sent("openDocument")[0]?.document.place, 999_998);
    const asked = sent("ask").filter(({ query }) => query.request === "documents");
    assert.ok(asked.length < 10, "pages that are not seen are not asked for");
  });

  it("tells, as a slider moves, what would be kept, and writes the filters to the file", async () => {
    await open();
    await choose("Thresholds");
    const write = view.page.getByRole("button", { name: "Write to Corpus File" });
    await view.page.getByText("779,220 of 1,000,000 documents would be kept").waitFor();
    assert.ok(await write.isDisabled());
    const slider = view.page.getByRole("slider", { name: "Most parseErrorShare" });
    assert.equal(await slider.getAttribute("aria-valuetext"), "0.1");
    await slider.fill("25");
    // From 0 to 0.4 in 200 steps: 0.05, of which the example drops 50,000 more.
    await view.page.getByText("50,000 newly dropped").waitFor();
    await view.page.getByRole("listbox", { name: "Documents whose verdict turns" }).waitFor();
    await view.page.getByRole("spinbutton", { name: "Least quality, exactly" }).fill("0.4");
    await view.page.keyboard.press("Tab");
    await write.click();
    assert.deepEqual(sent("writeFilters"), [
      { type: "writeFilters", filters: { parseErrorShare: { max: 0.05 }, quality: { min: 0.4 } } },
    ]);

    // The file has them now: there is nothing to be written any more.
    await view.post({
      type: "corpus",
      corpus: { ...exampleCorpus, stale: true, filters: { parseErrorShare: { max: 0.05 }, quality: { min: 0.4 } } },
    });
    await view.page.getByText("The file has changed since").waitFor();
    await view.page.locator("vscode-button[appearance=primary][disabled]").waitFor();
  });

  it("is as it was left when its panel comes back: the tab, and sliders that were moved", async () => {
    await open();
    await choose("Thresholds");
    await view.page.getByRole("slider", { name: "Most parseErrorShare" }).fill("25");
    await view.page.getByText("50,000 newly dropped").waitFor();
    await view.page.reload();
    await view.page.locator("main").waitFor({ state: "attached" });
    await view.post({ type: "corpus", corpus: exampleCorpus });
    await view.page.getByText("50,000 newly dropped").waitFor();
  });

  it("opens what matched what in the diff, and a contaminated document at the place", async () => {
    await open();
    await choose("Duplicates");
    await view.page.getByRole("option", { name: exampleDocument(5).path }).click();
    await view.page.getByRole("button", { name: exampleDocument(27).path }).click();
    const [compare] = sent("compare");
    assert.deepEqual([compare?.left.place, compare?.right.place], [5, 27]);
    await choose("Contamination");
    await view.page.getByRole("option", { name: exampleDocument(42).path }).click();
    await view.page.getByRole("button", { name: /^Open packages/ }).click();
    const [opened] = sent("openDocument");
    assert.equal(opened?.document.place, 42);
    assert.match(opened.find ?? "", /^def gcd/);
  });

  it("says that a corpus is not curated, and why an answer is missing", async () => {
    await open("vscode-dark", { ...exampleCorpus, version: null, stale: true });
    await view.page.getByText("Not curated yet").waitFor();
    await view.page.getByRole("button", { name: "Curate" }).click();
    assert.equal(sent("curate").length, 1);
  });

  for (const theme of Object.keys(themes)) {
    it(`has no serious accessibility violation: ${theme}`, async () => {
      await open(theme);
      await view.page.getByRole("region", { name: "Licences" }).waitFor();
      for (const tab of tabs) {
        await choose(tab);
        if (tab === "Documents") await view.page.getByRole("option", { name: exampleDocument(1).path }).waitFor();
        if (tab === "Thresholds") await view.page.getByRole("slider", { name: "Most parseErrorShare" }).fill("25");
        if (tab === "Duplicates" || tab === "Contamination") {
          await view.page.getByRole("option").first().click();
          await view.page.locator(".card").waitFor();
        }
        assert.deepEqual(await seriousViolations(view.page), [], tab);
        await tested.screenshot(`explorer-${tab.toLowerCase()}-${theme}`);
      }
    });
  }
});
