import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { inspectPath } from "../../../src/corpus/inspect.ts";
import { referencesBeside } from "../../../src/corpus/references-beside.ts";
import { corpusFileSchema, parseCorpusFile } from "../../../src/experiment/corpus-file.ts";
import { queryRows } from "../../../src/store/query.ts";
import { curateCorpus, grammarsFolder } from "../../fixtures/curate-corpus.ts";
import { badText, classifierJson, goodText } from "../../fixtures/trained-classifier.ts";
import { temporaryFolder } from "../temporary-folder.ts";

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

  it("tells of an inspected file what curation would", async () => {
    folder.write("bad.js", badText("kappa"));
    folder.write("quality.classifier.json", classifierJson());
    const corpus = corpusFileSchema.parse({
      sources: [{ name: "app", type: "folder", path: folder.path, class: "code" }],
      classifier: join(folder.path, "quality.classifier.json"),
      filters: { learnedQuality: { min: 0.5 } },
    });
    const workerFile = new URL("../../../src/corpus/explain/explain-worker.ts", import.meta.url);
    const settings = { workerFile, grammarsFolder, corpus, threads: 1, signal: new AbortController().signal };
    for await (const inspection of inspectPath(join(folder.path, "bad.js"), settings)) {
      assert.match(inspection.reason, /^learnedQuality 0\.\d+ is below 0\.5$/);
      assert.ok((inspection.signals["learnedQuality"] ?? 1) < 0.5);
      assert.deepEqual(inspection.thresholds["learnedQuality"], { bounds: { min: 0.5 } });
    }
  });

  it("is wrong in its file where the classifier is not there or is none", () => {
    folder.write("quality.classifier.json", "[]");
    const problemsWith = (classifier: string): readonly string[] => {
      const text = JSON.stringify({ sources: [{ name: "a", type: "folder", path: ".", class: "code" }], classifier });
      const file = join(folder.path, "a.corpus.json");
      return parseCorpusFile(text, file, referencesBeside(file)).problems.map(({ message }) => message);
    };
    assert.match(problemsWith("missing.json")[0] ?? "", /^There is no classifier .*missing\.json/);
    assert.match(problemsWith("quality.classifier.json")[0] ?? "", /is no classifier/);
    assert.match(problemsWith(".")[0] ?? "", /is no classifier/);
    folder.write("quality.classifier.json", classifierJson());
    assert.deepEqual(problemsWith("quality.classifier.json"), []);
  });

  it("is asked for where a filter needs it", () => {
    const file = {
      sources: [{ name: "a", type: "folder", path: ".", class: "code" }],
      filters: { learnedQuality: { min: 0.5 } },
    };
    const { problems } = parseCorpusFile(JSON.stringify(file), "a.corpus.json", referencesBeside("a.corpus.json"));
    assert.equal(problems[0]?.message, '"learnedQuality" needs a "classifier" in this file');
  });
});
