import assert from "node:assert/strict";
import { join } from "node:path";
import { indexBenchmarks } from "../../../src/corpus/contamination/benchmark-index.ts";
import { ItemTexts } from "../../../src/corpus/contamination/item-texts.ts";
import { searchDocument } from "../../../src/corpus/contamination/search-document.ts";
import { createSyntaxParser } from "../../../src/corpus/syntax/syntax-parser.ts";
import { decontaminationSchema } from "../../../src/experiment/corpus/decontamination.ts";
import { grammarsFolder } from "../../fixtures/curate-corpus.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** 28 words, in the manner of grade-school mathematics. */
const QUESTION =
  "Mira bakes four trays of twelve rolls every morning, keeps nine for her family and sells the rest at the station for half a crown each. What remains?";

describe("searching a document for items of benchmarks", () => {
  const folder = temporaryFolder();
  async function search(
    documents: readonly string[],
    settings: object = {},
    questions: readonly string[] = [QUESTION],
  ): Promise<readonly (readonly number[])[]> {
    const rows = questions.map((question) => JSON.stringify({ question, answer: "39 rolls" }));
    folder.write("gsm8k.jsonl", `${rows.join("\n")}\n`);
    const benchmarks = [{ name: "gsm8k", path: join(folder.path, "gsm8k.jsonl") }];
    const texts = new ItemTexts(join(folder.path, "items"));
    try {
      const { signal } = new AbortController();
      const decontaminate = decontaminationSchema.parse({ benchmarks, ...settings });
      const index = await indexBenchmarks(decontaminate, grammarsFolder, texts, signal, () => undefined);
      const searched = documents.map((text) =>
        searchDocument({ text, class: "text", language: null, leaves: null }, index, () =>
          createSyntaxParser(grammarsFolder),
        ),
      );
      return (await Promise.all(searched)).map((overlaps) => overlaps.map(({ length }) => length));
    } finally {
      texts.close();
    }
  }

  it("finds a question in prose, however it is set", async () => {
    const lines = QUESTION.toUpperCase().replaceAll(/[,.?]/g, " --").replaceAll(" ", "\n> ");
    assert.deepEqual(await search([QUESTION, `Once upon a time. ${QUESTION} Nobody knew.`, lines]), [[28], [28], [28]]);
  });

  it("finds a paraphrase as long as thirteen words in a row are left", async () => {
    const words = QUESTION.split(" ");
    const changed = (...places: number[]): string =>
      words.map((word, place) => (places.includes(place + 1) ? "other" : word)).join(" ");
    // Of 28 words, a change of the 14th leaves 13 and 14, of the 13th 12 and 15, of the 10th and 20th 9, 9 and 8.
    assert.deepEqual(await search([changed(14), changed(13), changed(10, 20)]), [[13, 14], [15], []]);
    assert.deepEqual(await search([changed(10, 20)], { ngram: 9 }), [[9, 9]]);
    assert.deepEqual(
      await search([
        "Every morning Mira makes four trays, twelve rolls on each. Nine stay with the family, the others go to the station, at half a crown.",
      ]),
      [[]],
    );
  });

  it("finds every item that has a run, up to ten of them", async () => {
    const words = QUESTION.split(" ");
    const last = words.slice(10).join(" ");
    // What the first 20 words and the last 18 share is not enough to be found by; the document has all of both.
    assert.deepEqual(await search([QUESTION], {}, [words.slice(0, 20).join(" "), last]), [[20, 18]]);
    const alike = (count: number): string[] =>
      Array.from({ length: count }, (_, number) => `${last} ${String(number)}`);
    assert.deepEqual(await search([last], {}, alike(10)), [Array.from({ length: 10 }, () => 18)]);
    assert.deepEqual(await search([last], {}, alike(11)), [[]]);
  });

  it("takes no short run and no row of numbers for a copy", async () => {
    const twelve = QUESTION.split(" ").slice(0, 12).join(" ");
    assert.deepEqual(await search([twelve, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"]), [[], []]);
  });
});
