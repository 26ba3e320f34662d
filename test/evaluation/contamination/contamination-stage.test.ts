import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { createContaminationRunner } from "../../../src/evaluation/contamination/contamination-stage.ts";
import type { RunContext } from "../../../src/stage/runner.ts";
import { queryRows } from "../../../src/store/query.ts";
import { readSuiteContamination, readTouchedItems } from "../../../src/store/suite-contamination.ts";
import { grammarsFolder } from "../../fixtures/curate-corpus.ts";
import { type FixtureDocument, writeDocuments } from "../../fixtures/documents.ts";
import { runContext, stageWork } from "../../fixtures/run-stage.ts";

/** Lines of ten words each, no two alike. */
function lines(count: number, topic: string): string[] {
  const places = "harbour mill station chapel orchard quarry market bridge school tower".split(" ");
  return Array.from({ length: count }, (_, index) => {
    const place = places[index % places.length] ?? "";
    return `The ${topic} of ${place} number ${String(index)} was heard by ${String(index * 7)} neighbours.\n`;
  });
}

/** 40 lines of code of different lengths, whose names follow from `name`, so that every line can be asked about. */
function program(name: string): string {
  return Array.from({ length: 40 }, (_, index) => {
    const parts = Array.from({ length: 1 + (index % 7) }, (_part, part) => `${name}_${String(index)}_${String(part)}`);
    return `    total_${String(index)} = read_${name}(source, ${String(index)}, ${parts.join(", ")})\n`;
  }).join("");
}

const ITEMS = 10;

const hitRow = z.object({
  corpus: z.string(),
  path: z.string(),
  suite: z.string(),
  item: z.string(),
  kind: z.string(),
  excerpt: z.string(),
  item_excerpt: z.string(),
});

describe("looking for items of the suites in training documents", function () {
  this.timeout(120_000);
  const runner = createContaminationRunner({
    grammarsFolder,
    workerFile: new URL("../../../src/corpus/contamination/contamination-worker.ts", import.meta.url),
  });
  const parameters = { items: ITEMS, bytesPerSlice: 100_000, seed: 1, context: 256, wordnet: null };
  let folder: string;
  before(async () => void (folder = await mkdtemp(join(tmpdir(), "ablate-suites-"))));
  after(() => rm(folder, { recursive: true }));

  let searches = 0;
  async function search(
    suites: string[],
    corpora: Readonly<Record<string, readonly FixtureDocument[]>>,
    trained = Object.keys(corpora),
    changes: Partial<RunContext> = {},
  ): Promise<string> {
    searches += 1;
    const inputs: Record<string, string> = {};
    for (const [name, documents] of Object.entries(corpora)) {
      const place = (inputs[`documents:${name}`] = join(folder, `${String(searches)} ${name}`));
      await writeDocuments(place, documents);
    }
    const work = await stageWork(
      runner,
      join(folder, `${String(searches)} work`),
      { ...parameters, suites, trained },
      inputs,
    );
    await runner.run([work], { ...runContext(), ...changes });
    return work.folder;
  }
  async function rowsOf<Row>(file: string, row: z.ZodType<Row>): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const found of queryRows({ sql: "SELECT * FROM read_parquet($file)", values: { file }, row }))
      rows.push(found);
    return rows;
  }

  it("calls a held-out text touched from a fifth of its words on", async () => {
    const heldOut = lines(40, "bell");
    const other = lines(40, "train");
    const quoted = (...parts: readonly (readonly string[])[]): string =>
      parts.map((part) => `Quote: ${part.join("")} End.\n`).join("");
    const split = "heldout";
    const found = async (training: string): Promise<unknown> => {
      const texts = [
        { text: heldOut.join(""), split },
        { text: training, path: "quoting.txt" },
        { text: "Other." },
      ] as const;
      const work = await search(["bitsPerByte"], { text: texts });
      const states = await rowsOf(join(work, "items.parquet"), z.object({ state: z.string(), share: z.number() }));
      return states.map(({ state, share }) => [state, share]);
    };
    // Of 40 lines 7 are 0.175, 8 are a fifth.
    assert.deepEqual(await found(quoted(other, heldOut.slice(3, 10))), [["clean", 0.175]]);
    assert.deepEqual(await found(quoted(other, heldOut.slice(3, 11))), [["touched", 0.2]]);
    assert.deepEqual(
      // In two places, and one of them twice.
      await found(quoted(heldOut.slice(0, 4), other, heldOut.slice(20, 24), heldOut.slice(0, 4))),
      [["touched", 0.2]],
    );
  });

  it("counts a question about code where training has the answer after what is before it, whatever names it has", async () => {
    const code = { source: "app", class: "code", language: "Python" };
    const heldOut = { ...code, text: `def read_all(source):\n${program("value")}`, split: "heldout" } as const;
    const searched = async (...training: FixtureDocument[]): Promise<readonly unknown[]> => {
      const work = await search(["code"], { code: [heldOut, ...training] });
      const summary = await readSuiteContamination(work);
      const hits = await rowsOf(join(work, "contamination.parquet"), hitRow);
      for (const { excerpt, item_excerpt, kind } of hits) if (kind === "words") assert.equal(excerpt, item_excerpt);
      assert.equal(summary?.suites[0]?.items, ITEMS);
      return [summary.suites[0].touched, summary.suites[0].sources, [...new Set(hits.map(({ kind }) => kind))]];
    };
    const of = (documents: number, items = ITEMS): object[] => [{ corpus: "code", source: "app", documents, items }];
    const other = { ...code, text: program("weight").replaceAll("offset", "factor").replaceAll("=", "==") };
    assert.deepEqual(await searched(other), [0, [], []]);
    assert.deepEqual(await searched(other, { ...code, text: `# Copied.\n${program("value")}` }), [
      ITEMS,
      of(1),
      ["words", "syntax"],
    ]);
    const renamed = program("value").replaceAll("value", "amount").replaceAll("offset", "shift");
    assert.deepEqual(await searched({ ...code, text: `def totals(source):\n${renamed}` }), [ITEMS, of(1), ["syntax"]]);
    // All of what is before the answers and none of these.
    const answers = program("value").split("\n");
    const without = answers.filter((_, index) => index % 2 === 0).join("\n");
    assert.deepEqual(await searched({ ...code, text: without }), [0, [], []]);
  });

  it("looks in the training documents of all corpora that an arm is trained on, and names the corpus", async () => {
    const text = lines(20, "bell").join("");
    const corpora = {
      own: [{ text, split: "heldout" }, { text: "Something else." }],
      copied: [{ text: `Seen elsewhere:\n${text}`, path: "copy.txt", source: "web" }],
    } as const;
    const everywhere = await search(["bitsPerByte"], corpora);
    const hits = await rowsOf(join(everywhere, "contamination.parquet"), hitRow);
    assert.deepEqual(
      hits.map(({ corpus, path, suite }) => [corpus, path, suite]),
      [["copied", "copy.txt", "bitsPerByte"]],
    );
    assert.deepEqual(await readTouchedItems(everywhere), new Map([["bitsPerByte", new Set([hits[0]?.item])]]));
    const context = runContext();
    const one = await search(["bitsPerByte"], corpora, ["own"], context);
    assert.deepEqual(await readSuiteContamination(one), {
      documents: 1,
      unsearched: 0,
      suites: [{ suite: "bitsPerByte", items: 1, touched: 0, short: 0, byDesign: 0, sources: [] }],
    });
    assert.deepEqual(context.lines, []);
    assert.deepEqual(context.reports.at(-1), {
      done: 1,
      total: 1,
      unit: "documents",
      phase: { name: "searching", number: 2, of: 2 },
    });
  });

  it("finds the same with any number of threads, and warns", async () => {
    const texts = Array.from({ length: 30 }, (_, index) => lines(12, `song ${String(index)}`).join(""));
    const held = texts.map((text, index) => ({
      text,
      split: index % 2 === 0 ? ("heldout" as const) : ("train" as const),
    }));
    const copies = texts.map((text) => ({ text: `Again.\n${text}`, source: "copies" }));
    const found: unknown[] = [];
    for (const threads of [1, 3]) {
      const context = runContext();
      const work = await search(["bitsPerByte"], { text: [...held, ...copies] }, ["text"], { ...context, threads });
      found.push([
        await rowsOf(join(work, "contamination.parquet"), z.record(z.string(), z.unknown())),
        await readSuiteContamination(work),
      ]);
      assert.deepEqual(context.lines, [
        "warning: 15 of 15 items of bitsPerByte have a fifth of their words or more in training documents: text/copies (15 documents)",
      ]);
    }
    assert.deepEqual(found[0], found[1]);
  });
});
