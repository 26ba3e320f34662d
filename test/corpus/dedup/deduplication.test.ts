import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type DedupDocument, Deduplication, type DuplicateFate } from "../../../src/corpus/dedup/deduplication.ts";
import { textSignature } from "../../../src/corpus/dedup/signature.ts";
import { dedup, dedupSettings } from "../../../src/experiment/corpus/dedup.ts";
import { temporaryFolder } from "../temporary-folder.ts";

type Facts = Partial<Omit<DedupDocument, "number" | "digest" | "signature">>;

/** 204 words are 200 shingles; every word that is replaced, far from others, takes five of them: 195 / 205 are common. */
function edited(...replaced: number[]): string {
  const words = Array.from({ length: 204 }, (_, index) => `word${String(index)}`);
  for (const place of replaced) words[place] = `other${String(place)}`;
  return words.join(" ");
}

describe("deduplication", () => {
  const folder = temporaryFolder();

  async function fates(
    setting: object | string,
    texts: readonly string[],
    facts: readonly Facts[] = [],
  ): Promise<(DuplicateFate | null)[]> {
    folder.write("keep", "");
    const settings = dedupSettings(dedup.parse(setting));
    const scratch = join(folder.path, "scratch");
    const found = new Deduplication(scratch, settings, texts.length);
    for (const [number, text] of texts.entries()) {
      const digest = createHash("sha256").update(text).digest("hex");
      const signature = settings.near === null ? null : textSignature(text, settings.near);
      const usual = { permissive: false, time: null, bytes: text.length, quality: 0.5, text };
      found.add({ ...usual, ...facts[number], number, digest, signature });
    }
    await found.finish(new AbortController().signal);
    const result = texts.map((_, index) => found.fate(index));
    found.close();
    assert.ok(!existsSync(scratch), "scratch files are removed");
    return result;
  }

  it("keeps the first of equal documents", async () => {
    const result = await fates("exact", ["a", "b", "a", "c", "a"]);
    assert.deepEqual(
      result.map((fate) => fate?.survivor ?? null),
      [0, null, 0, null, 0],
    );
    assert.deepEqual(result[4], {
      cluster: 0,
      survivor: 0,
      equal: true,
      similarity: 1,
      matched: 0,
      matchedSimilarity: 1,
    });
  });

  it("finds near duplicates and says what matched what", async () => {
    const setting = { near: { verify: "exact" }, survivor: ["first"] };
    // 20 and 100 are the first document's; the third shares 190 / 210 with it, and 195 / 205 with the second.
    const texts = [edited(), edited(20), edited(20, 100), "no duplicate of any of the others", edited()];
    const result = await fates(setting, texts);
    assert.deepEqual(
      result.map((fate) => [fate?.survivor ?? null, fate?.equal, fate?.similarity.toFixed(3)]),
      [
        [0, true, "1.000"],
        [0, false, (195 / 205).toFixed(3)],
        [0, false, (190 / 210).toFixed(3)],
        [null, undefined, undefined],
        [0, true, "1.000"],
      ],
    );
    assert.equal(result[2]?.matched, 1);
    assert.equal(result[2].matchedSimilarity.toFixed(3), (195 / 205).toFixed(3));
  });

  it("leaves documents below the threshold alone", async () => {
    // Ten edits: 150 / 250 are common.
    const far = edited(10, 30, 50, 70, 90, 110, 130, 150, 170, 190);
    for (const verify of ["exact", "estimate"]) {
      assert.deepEqual(await fates({ near: { verify } }, [edited(), far]), [null, null]);
      const low = await fates({ near: { verify, jaccard: 0.5 } }, [edited(), far]);
      assert.equal(low[1]?.survivor, 0);
    }
  });

  it("keeps the document that the rules prefer, in their order", async () => {
    const texts = [edited(), edited(20), edited(40), edited()];
    const facts: Facts[] = [
      { permissive: false, time: 9000, quality: 0.9 },
      { permissive: true, time: 1000, quality: 0.1, bytes: 10 },
      { permissive: true, time: null, quality: 0.8, bytes: 20 },
      { permissive: true, time: 1000, quality: 0.3, bytes: 5 },
    ];
    const survivors: [string[], number][] = [
      [["permissive", "newest"], 1],
      [["permissive", "newest", "quality"], 3],
      [["newest"], 0],
      [["oldest", "shortest"], 3],
      [["longest"], 0],
      [["permissive", "quality"], 2],
      [["first"], 0],
    ];
    for (const [survivor, expected] of survivors) {
      const result = await fates({ near: {}, survivor }, texts, facts);
      assert.deepEqual(
        result.map((fate) => fate?.survivor),
        [expected, expected, expected, expected],
        survivor.join(),
      );
    }
  });

  it("ends where it is stopped", async () => {
    const stopped = new AbortController();
    stopped.abort(new Error("stopped"));
    const settings = dedupSettings(dedup.parse({ near: {} }));
    const found = new Deduplication(join(folder.path, "stopped"), settings, 1);
    await assert.rejects(found.finish(stopped.signal), /stopped/);
    found.close();
  });
});
