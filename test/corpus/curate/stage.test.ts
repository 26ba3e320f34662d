import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, truncateSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { SIGNAL_NAMES } from "../../../src/corpus/signals/signals.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import type { RunContext, StageProgress } from "../../../src/stage/runner.ts";
import { readCorpusSummary } from "../../../src/store/corpus-summary.ts";
import { signalColumn } from "../../../src/store/documents.ts";
import { queryRows } from "../../../src/store/query.ts";
import { curateCorpus } from "../../fixtures/curate-corpus.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const GOOD = `/** Adds two numbers. */
export function addNumbers(first, second) {
  // Not checked: callers pass numbers.
  return first + second;
}
`;

const documentRow = z.object({
  id: z.string().nullable(),
  path: z.string(),
  rule: z.string(),
  reason: z.string(),
  split: z.string().nullable(),
  language: z.string().nullable(),
  text: z.string().nullable(),
});

describe("the stages of a corpus", function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  function curate(members: object, context: Partial<RunContext> = {}): Promise<string> {
    folder.write("work/left-over", "of an earlier attempt");
    const sources = [{ name: "app", type: "folder", path: join(folder.path, "source"), class: "code", licence: "MIT" }];
    return curateCorpus(folder.path, corpusFileSchema.parse({ sources, ...members }), context);
  }

  async function documents(work: string): Promise<z.infer<typeof documentRow>[]> {
    const sql = "SELECT id, path, rule, reason, split, language, text FROM read_parquet($file)";
    const rows: z.infer<typeof documentRow>[] = [];
    for await (const row of queryRows({ sql, values: { file: join(work, "documents.parquet") }, row: documentRow })) {
      rows.push(row);
    }
    return rows;
  }

  it("gives every file a verdict and its reason", async () => {
    folder.write("source/a.js", GOOD);
    folder.write("source/b.js", `${GOOD.replaceAll("\n", "\r\n")}\n\n`);
    folder.write("source/c $(exit 1)\n'\".js", "This is prose, and by no means a program.\n");
    folder.write("source/d.bin", new Uint8Array([0x7f, 0x45, 0x00, 0x46]));
    folder.write(
      "source/e.js",
      new Uint8Array(Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 0xff : 0x61))),
    );
    folder.write("source/f.js", " \n\t\n");
    folder.write("source/g.js", "");
    // 100 MB in one line, as a sparse file: reading it would show in the peak of memory.
    truncateSync(join(folder.path, "source/g.js"), 100_000_000);
    folder.write("source/h.js", `${GOOD}// café \ufffd\n`);
    const work = await curate({ filters: { parseErrorShare: { max: 0.1 } }, maxFileBytes: 10_000 });
    const rows = await documents(work);
    assert.deepEqual(
      rows.map(({ path, rule }) => [path, rule]),
      [
        ["a.js", "kept"],
        ["b.js", "duplicate"],
        ["c $(exit 1)\n'\".js", "parseErrorShare"],
        ["d.bin", "binary"],
        ["e.js", "binary"],
        ["f.js", "empty"],
        ["g.js", "too-large"],
        ["h.js", "kept"],
      ],
    );
    assert.equal(rows[1]?.reason, "same content as app:a.js");
    assert.match(rows[2]?.reason ?? "", /^parseErrorShare 0\.\d+ is above 0\.1$/);
    assert.equal(rows[6]?.reason, "100000000 bytes are more than maxFileBytes, 10000");
    assert.equal(rows[0]?.id, createHash("sha256").update(GOOD).digest("hex"));
    assert.deepEqual([rows[0].text, rows[0].language], [GOOD, "JavaScript"]);
    assert.deepEqual(
      rows.map(({ split }) => split !== null),
      rows.map(({ rule }) => rule === "kept"),
    );
    assert.equal(rows.filter(({ split }) => split === "heldout").length, 1);
    assert.deepEqual(readdirSync(work).toSorted(), [
      "clusters.parquet",
      "contamination.parquet",
      "documents.parquet",
      "left-over",
      "summary.json",
    ]);

    const summary = await readCorpusSummary(work);
    assert.deepEqual([summary?.documents, summary?.kept, summary?.heldOut.documents], [8, 2, 1]);
    assert.deepEqual(summary?.rules, {
      kept: 2,
      duplicate: 1,
      parseErrorShare: 1,
      binary: 2,
      empty: 1,
      "too-large": 1,
    });
    assert.equal(
      summary.quality.bins.reduce((total, count) => total + count, 0),
      4,
    );
  });

  it("counts what its sources leave out", async () => {
    for (const name of ["a.js", "b.js", "c.py", "d.log", "cache/e.js", "cache/f.js"])
      folder.write(`source/${name}`, GOOD);
    folder.write("source/.gitignore", "*.log\ncache/\n");
    const path = join(folder.path, "source");
    const leftOut = async (members: object): Promise<unknown> => {
      const sources = [{ name: "app", type: "folder", path, class: "code", ...members }];
      const work = await curateCorpus(folder.path, corpusFileSchema.parse({ sources }));
      return (await readCorpusSummary(work))?.sources[0]?.unselected;
    };
    // Of two kinds of rules, .gitignore comes first. An ignored folder counts once: what it holds is not looked at.
    const ignored = { ignoredFiles: 1, ignoredFolders: 1 };
    assert.deepEqual(await leftOut({ include: ["*.js", "*.log"], exclude: ["b.js"] }), { files: 3, ...ignored });
    await rm(join(folder.path, "measured"), { recursive: true });
    assert.deepEqual(await leftOut({}), { files: 0, ...ignored });
  });

  it("makes nothing of files that change while it reads them", async () => {
    folder.write("source/a.js", GOOD);
    const report = (): void => {
      folder.write("source/a.js", `${GOOD}// changed`);
    };
    await assert.rejects(curate({}, { report }), /changed while they were read/);
  });

  it("keeps contributions that add up to the quality, for any DuckDB to query", async () => {
    folder.write("source/a.js", GOOD);
    folder.write("source/notes.md", "# Notes\n\nThe numbers of the day, and what they have to do with that.\n");
    const file = join(await curate({ heldOut: 0 }), "documents.parquet");
    const sum = SIGNAL_NAMES.map((name) => `coalesce(${signalColumn("contribution", name)}, 0)`).join(" + ");
    const sql = `SELECT quality, exp(${sum}) AS product, signal_comment_share AS comment, signal_stop_word_count AS stop, licence
      FROM read_parquet($file) WHERE split = 'train'`;
    const row = z.object({
      ...{
        quality: z.number(),
        product: z.number(),
        comment: z.number().nullable(),
        stop: z.null(),
        licence: z.string(),
      },
    });
    const rows: z.infer<typeof row>[] = [];
    for await (const found of queryRows({ sql, values: { file }, row })) rows.push(found);
    assert.equal(rows.length, 2);
    for (const { quality, product, licence } of rows) {
      assert.ok(Math.abs(quality - product) < 1e-12);
      assert.equal(licence, "MIT");
    }
    assert.notEqual(rows[0]?.comment, null);
    assert.equal(rows[1]?.comment, null);
  });

  it("reports progress and stops when it is cancelled", async () => {
    for (let index = 0; index < 60; index += 1)
      folder.write(`source/${String(index)}.js`, `${GOOD}// ${String(index)}\n`);
    const controller = new AbortController();
    const progress: StageProgress[] = [];
    const report = (step: StageProgress): void => {
      progress.push(step);
      if ((step.documents?.done ?? 0) > 0) controller.abort(new Error("cancelled by the user"));
    };
    await assert.rejects(curate({}, { signal: controller.signal, report }), /cancelled by the user/);
    assert.equal(progress[0]?.unit, "bytes");
    assert.deepEqual(progress[0].documents, { done: 0, total: 60 });
    assert.ok((progress.at(-1)?.documents?.done ?? 60) < 60);
  });
});
