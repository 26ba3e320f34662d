import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import { readCorpusSummary } from "../../../src/store/corpus-summary.ts";
import { queryRows } from "../../../src/store/query.ts";
import { curateCorpus } from "../../fixtures/curate-corpus.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** 204 words are 200 shingles; every word that is replaced, far from others, takes five of them. */
function edited(...replaced: number[]): string {
  const words = Array.from({ length: 204 }, (_, index) => `word${String(index)}${index % 12 === 11 ? "\n" : ""}`);
  for (const place of replaced) words[place] = `other${String(place)}`;
  return words.join(" ");
}

const verdict = z.object({ path: z.string(), rule: z.string(), reason: z.string() });
const member = z.object({
  ...{ cluster: z.bigint(), kind: z.string(), path: z.string(), survives: z.boolean() },
  ...{ similarity: z.number(), matched_source: z.string(), matched_path: z.string(), matched_similarity: z.number() },
});

describe("duplicates of a corpus", function () {
  this.timeout(30_000);
  const folder = temporaryFolder();

  function curate(dedup: object | string, threads = 2): Promise<string> {
    const sources = ["first", "second"].map((name) => {
      const licence = name === "second" ? "MIT" : "GPL-3.0-only";
      return { name, type: "folder", path: join(folder.path, name), class: "text", licence };
    });
    return curateCorpus(folder.path, corpusFileSchema.parse({ sources, dedup, heldOut: 0 }), { threads });
  }

  async function rows<Row>(work: string, file: string, row: z.ZodType<Row>): Promise<Row[]> {
    const found: Row[] = [];
    for await (const each of queryRows({
      sql: "SELECT * FROM read_parquet($file)",
      values: { file: join(work, file) },
      row,
    }))
      found.push(each);
    return found;
  }

  it("are found across sources, with what matched what, and one of each cluster survives", async () => {
    folder.write("first/a.txt", edited());
    folder.write("first/b.txt", "Nothing here is like any of the other documents.");
    folder.write("second/a.txt", `${edited()}\r\n\n`);
    folder.write("second/c.txt", edited(100));
    const work = await curate({ near: { verify: "exact" } });
    const dropped = (await rows(work, "documents.parquet", verdict)).filter(({ rule }) => rule !== "kept");
    assert.deepEqual(dropped, [
      { path: "a.txt", rule: "duplicate", reason: "same content as second:a.txt" },
      {
        path: "c.txt",
        rule: "near-duplicate",
        reason: "similarity 0.95 with first:a.txt is 0.7 or more; that is in a cluster with second:a.txt",
      },
    ]);
    const near = { cluster: 2n, kind: "near" };
    const share = 195 / 205;
    assert.deepEqual(
      (await rows(work, "clusters.parquet", member)).map((row) => ({
        ...row,
        similarity: row.similarity.toFixed(4),
        matched_similarity: row.matched_similarity.toFixed(4),
      })),
      [
        ["a.txt", false, 1, "second", "a.txt", 1] as const,
        ["a.txt", true, 1, "second", "a.txt", 1] as const,
        ["c.txt", false, share, "first", "a.txt", share] as const,
      ].map(([path, survives, similarity, source, matchedPath, matched]) => ({
        ...near,
        ...{ path, survives, similarity: similarity.toFixed(4), matched_source: source, matched_path: matchedPath },
        matched_similarity: matched.toFixed(4),
      })),
    );
    const { nearDuplicates } = (await readCorpusSummary(work)) ?? {};
    assert.deepEqual([nearDuplicates?.bands, nearDuplicates?.rows], [32, 8]);
  });

  it("are kept, or judged by other settings, where the file says so", async () => {
    folder.write("first/a.txt", edited());
    folder.write("second/a.txt", edited());
    folder.write("second/c.txt", edited(100));
    const kept = async (dedup: object | string): Promise<number> =>
      (await rows(await curate(dedup), "documents.parquet", verdict)).filter(({ rule }) => rule === "kept").length;
    assert.equal(await kept("none"), 3);
    // Other signatures than documents are measured by are made from their texts; 0.95 is below 0.98.
    assert.equal(await kept({ near: { permutations: 128, shingle: 3 } }), 1);
    assert.equal(await kept({ near: { jaccard: 0.98, verify: "exact" } }), 2);
  });

  it("are the same for any number of threads", async () => {
    for (let index = 0; index < 40; index += 1) {
      folder.write(
        `first/${String(index)}.txt`,
        edited(...Array.from({ length: index % 7 }, (_, at) => 20 * at + index)),
      );
    }
    folder.write("second/a.txt", edited());
    const dedup = { near: {}, survivor: ["quality", "longest"] };
    const one = await rows(await curate(dedup, 1), "clusters.parquet", member);
    assert.deepEqual(await rows(await curate(dedup, 3), "clusters.parquet", member), one);
    assert.ok(one.length > 30);
  });
});
