import assert from "node:assert/strict";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { answerQuery } from "../../../src/corpus/explore/answer-query.ts";
import { CorpusTables } from "../../../src/corpus/explore/corpus-tables.ts";
import { type ExploreQuery, exploreAnswer } from "../../../src/corpus/explore/messages.ts";
import { type CorpusFile, corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import { writeManifest } from "../../../src/store/manifest.ts";
import { curateCorpus } from "../../fixtures/curate-corpus.ts";
import { badText, classifierJson, goodText } from "../../fixtures/trained-classifier.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const program = (name: string, lines: number): string =>
  `/** Adds up. */\nexport function ${name}(first, second) {\n${"  first += second * 2;\n".repeat(lines)}  return first;\n}\n`;

describe("an explored corpus", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  function corpusOf(filters: object, others: object = {}): CorpusFile {
    const sources = [{ name: "app", type: "folder", path: join(folder.path, "source"), class: "code", licence: "MIT" }];
    return corpusFileSchema.parse({ sources, filters, dedup: "exact", ...others });
  }

  /** Curates, and lays the result out as a workspace has it. */
  async function curated(filters: object, others: object = {}): Promise<CorpusTables> {
    const corpus = corpusOf(filters, others);
    await curateCorpus(folder.path, corpus);
    const stages = join(folder.path, "stages");
    const stage = join(stages, "curate-test");
    await mkdir(stages, { recursive: true });
    await cp(join(folder.path, "work"), stage, { recursive: true });
    await cp(join(folder.path, "measured/app"), join(stages, "measure-app"), { recursive: true });
    await writeManifest(stage, {
      ...{ kind: "curate", key: "test", label: "curate test", version: 1, device: "cpu", pack: [], report: {} },
      ...{ startedAt: new Date(0).toISOString(), seconds: 0, inputs: { "measured:app": "app" } },
      parameters: z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify({ corpus }))),
    });
    return CorpusTables.open(stage);
  }

  /** Answers as they cross the border to the editor. */
  async function ask(tables: CorpusTables, query: ExploreQuery) {
    return exploreAnswer.parse(JSON.parse(JSON.stringify(await answerQuery(tables, query))));
  }

  beforeEach(() => {
    folder.write("source/short.js", program("short", 3));
    folder.write("source/long.js", program("long", 30));
    folder.write("source/long-copy.js", program("long", 30));
    folder.write("source/middle's.py", "x = 1\n".repeat(12));
    folder.write("source/empty.js", " \n");
    folder.write("source/data.bin", new Uint8Array([1, 0, 2]));
  });

  it("says what drops documents, and gives their lines and texts page by page", async () => {
    const tables = await curated({ lineCount: { min: 10 } });
    try {
      const overview = await ask(tables, { request: "overview", selection: {} });
      assert.ok(overview.answer === "overview");
      assert.deepEqual([overview.documents, overview.kept], [6, 2]);
      assert.deepEqual(
        overview.rules.map(({ rule, examples }) => [rule, examples.map(({ path }) => path)]),
        [
          ["binary", ["data.bin"]],
          ["duplicate", ["long.js"]],
          ["empty", ["empty.js"]],
          ["lineCount", ["short.js"]],
        ],
      );
      const page = await ask(tables, { request: "documents", selection: { search: "LE'S" }, offset: 0, limit: 10 });
      assert.ok(page.answer === "documents");
      assert.deepEqual([page.total, page.rows[0]?.path], [1, "middle's.py"]);
      const dropped = overview.rules.find(({ rule }) => rule === "lineCount")?.examples[0];
      const text = await ask(tables, { request: "text", place: dropped?.place ?? -1 });
      assert.ok(text.answer === "text");
      assert.equal(text.text, program("short", 3));
    } finally {
      tables.close();
    }
  });

  it("tells of other filters what curation by them gives", async () => {
    const before = await curated({ lineCount: { min: 10 } });
    const other = { lineCount: { min: 15 }, maxLineLength: { max: 60 } };
    const told = await ask(before, { request: "counterfactual", filters: other });
    const flipped = await ask(before, { request: "flipped", offset: 0, limit: 10 });
    before.close();
    const after = await curated(other);
    const truth = await ask(after, { request: "overview", selection: {} });
    after.close();
    assert.ok(told.answer === "counterfactual" && truth.answer === "overview" && flipped.answer === "flipped");
    assert.equal(told.kept, truth.kept);
    assert.equal(told.bytes, truth.bytes);
    assert.deepEqual(
      told.rules.filter(({ documents }) => documents > 0).map(({ rule, documents }) => [rule, documents]),
      truth.rules.map(({ rule, documents }) => [rule, documents]),
    );
    assert.deepEqual(
      flipped.rows.map(({ path, rule }) => [path, rule]),
      [["middle's.py", "lineCount"]],
    );
  });

  it("turns nothing by the filters that it has", async () => {
    const tables = await curated({ quality: { min: 0.5 }, lineCount: { min: 4 } });
    const told = await ask(tables, {
      request: "counterfactual",
      filters: { quality: { min: 0.5 }, lineCount: { min: 4 } },
    });
    tables.close();
    assert.ok(told.answer === "counterfactual");
    assert.deepEqual([told.newlyKept, told.newlyDropped, told.kept], [0, 0, told.before]);
  });

  it("turns nothing where near duplicates have equal ones among them, and follows the survivor that passes", async () => {
    const text = program("near", 40);
    folder.write("source/near-1.js", `${text}// one\n`);
    folder.write("source/near-2.js", `${text}// another\n`);
    folder.write("source/near-3.js", `${text}// another\n`);
    const tables = await curated({}, { dedup: { near: {}, survivor: ["first"] } });
    const same = await ask(tables, { request: "counterfactual", filters: {} });
    const clusters = await ask(tables, { request: "clusters", offset: 0, limit: 10 });
    tables.close();
    assert.ok(same.answer === "counterfactual" && clusters.answer === "clusters");
    for (const { rule, documents, before } of same.rules) assert.equal(documents, before, rule);
    assert.deepEqual([same.newlyKept, same.newlyDropped], [0, 0]);
    assert.ok(clusters.rows.some(({ kind, members }) => kind === "near" && members >= 3));
  });

  it("gives the members of a cluster, the survivor first, and what documents share with benchmarks", async () => {
    const words = "a farmer walks eleven miles to the market sells nine baskets of plums and buys a goat";
    folder.write("items.jsonl", `${JSON.stringify({ id: "sums/1", question: words })}\n`);
    folder.write("source/quoting.js", `// ${words}\nexport const miles = 11;\n`);
    const benchmark = { name: "sums", path: join(folder.path, "items.jsonl"), fields: ["question"], id: "id" };
    const tables = await curated({}, { decontaminate: { benchmarks: [benchmark] } });
    const clusters = await ask(tables, { request: "clusters", offset: 0, limit: 10 });
    assert.ok(clusters.answer === "clusters");
    assert.deepEqual(
      clusters.rows.map(({ kind, members, survivor }) => [kind, members, survivor]),
      [["exact", 2, "long-copy.js"]],
    );
    const members = await ask(tables, { request: "members", cluster: clusters.rows[0]?.cluster ?? -1, kind: "exact" });
    const hits = await ask(tables, { request: "contamination", offset: 0, limit: 10 });
    tables.close();
    assert.ok(members.answer === "members" && hits.answer === "contamination");
    assert.deepEqual(
      members.rows.map(({ path, survives, matched }) => [path, survives, matched]),
      [
        ["long-copy.js", true, "long-copy.js"],
        ["long.js", false, "long-copy.js"],
      ],
    );
    assert.deepEqual(
      hits.rows.map(({ path, benchmark, item, excerpt, itemExcerpt }) => [path, benchmark, item, excerpt, itemExcerpt]),
      [["quoting.js", "sums", "sums/1", words, words]],
    );
  });

  it("knows the signal of a classifier: its spread, and what other bounds on it would turn", async () => {
    folder.write("quality.classifier.json", classifierJson());
    folder.write("source/good.js", goodText("kappa"));
    folder.write("source/bad.js", badText("kappa"));
    const classifier = join(folder.path, "quality.classifier.json");
    const tables = await curated({}, { classifier });
    const spread = await ask(tables, { request: "distribution", signal: "learnedQuality" });
    const told = await ask(tables, { request: "counterfactual", filters: { learnedQuality: { min: 0.5 } } });
    const flipped = await ask(tables, { request: "flipped", offset: 0, limit: 10 });
    tables.close();
    assert.ok(spread.answer === "distribution" && told.answer === "counterfactual" && flipped.answer === "flipped");
    assert.equal(spread.documents, 6, "all with a text");
    const paths = flipped.rows.map(({ path, rule }) => [path, rule]);
    assert.ok(paths.some(([path, rule]) => path === "bad.js" && rule === "learnedQuality"));
    assert.ok(!paths.some(([path]) => path === "good.js"));
    assert.equal(told.newlyDropped, paths.length);
  });
});
