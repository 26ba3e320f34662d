import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import type { Label } from "../../../src/corpus/learned/label.ts";
import { trainClassifier, type TrainingDocument } from "../../../src/corpus/learned/train-classifier.ts";
import { SIGNAL_NAMES } from "../../../src/corpus/signals/signals.ts";
import { corpusFileSchema, parseCorpusFile } from "../../../src/experiment/corpus-file.ts";
import { queryRows } from "../../../src/store/query.ts";
import { curateCorpus } from "../../fixtures/curate-corpus.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
const goodText = (word: string): string =>
  `/** Gives ${word}. */\nexport function ${word}(value) {\n  return value;\n}\n`;
const badText = (word: string): string => `x=${word};y=x;print(y);print(x)\n`;

function classifierJson(): string {
  const documents = words.flatMap((word, index) =>
    [goodText(word), badText(word)].map((text): TrainingDocument => {
      const id = createHash("sha256").update(text).digest("hex");
      return { id, group: `r${String(index)}`, language: "JavaScript", text, signals: {}, quality: 1 };
    }),
  );
  const labels = documents.map(({ id, language }, index): Label => {
    const score = index % 2 === 0 ? 5 : 0;
    return { kind: "score", document: { id, path: "a:b", language }, score, by: "anna", at: "2026-11-23T12:00:00Z" };
  });
  return JSON.stringify(trainClassifier(documents, labels));
}

const row = z.object({ path: z.string(), rule: z.string(), reason: z.string(), learned: z.number().nullable() });

describe("a corpus with a classifier", function () {
  this.timeout(30_000);
  const folder = temporaryFolder();

  it("has its signal in every document, which filters may bound", async () => {
    folder.write("source/a.js", goodText("kappa"));
    folder.write("source/b.js", badText("kappa"));
    folder.write("source/c.bin", new Uint8Array([1, 0, 2]));
    folder.write("quality.classifier.json", classifierJson());
    const corpus = corpusFileSchema.parse({
      sources: [{ name: "app", type: "folder", path: join(folder.path, "source"), class: "code" }],
      classifier: join(folder.path, "quality.classifier.json"),
      filters: { learnedQuality: { min: 0.5 } },
      heldOut: 0,
    });
    const work = await curateCorpus(folder.path, corpus);
    const sql = "SELECT path, rule, reason, signal_learned_quality AS learned FROM read_parquet($file)";
    const rows: z.infer<typeof row>[] = [];
    for await (const one of queryRows({ sql, values: { file: join(work, "documents.parquet") }, row })) rows.push(one);
    assert.deepEqual(
      rows.map(({ path, rule }) => [path, rule]),
      [
        ["a.js", "kept"],
        ["b.js", "learnedQuality"],
        ["c.bin", "binary"],
      ],
    );
    assert.ok((rows[0]?.learned ?? 0) > 0.5);
    assert.match(rows[1]?.reason ?? "", /^learnedQuality 0\.\d+ is below 0\.5$/);
    assert.equal(rows[2]?.learned, null);
  });

  it("is asked for where a filter needs it", () => {
    const file = {
      sources: [{ name: "a", type: "folder", path: ".", class: "code" }],
      filters: { learnedQuality: { min: 0.5 } },
    };
    const { problems } = parseCorpusFile(JSON.stringify(file), "a.corpus.json", SIGNAL_NAMES);
    assert.equal(problems[0]?.message, '"learnedQuality" needs a "classifier" in this file');
  });
});
