import assert from "node:assert/strict";
import { join } from "node:path";
import { CorpusDocuments } from "../../../src/corpus/curate/corpus-documents.ts";
import { drawHeldOut, heldOutLimit, heldOutRank } from "../../../src/corpus/curate/held-out.ts";
import { WorkingSet } from "../../../src/corpus/curate/working-set.ts";
import { SIGNAL_NAMES } from "../../../src/corpus/signals/signals.ts";
import { writeMeasured } from "../../fixtures/measured-documents.ts";
import { temporaryFolder } from "../temporary-folder.ts";

describe("the held-out lot", () => {
  it("is drawn by content and seed alone", () => {
    assert.equal(heldOutRank(1, "abc"), heldOutRank(1, "abc"));
    assert.notEqual(heldOutRank(1, "abc"), heldOutRank(2, "abc"));
    // SHA-256 of "1:abc" begins with fac4d75282e3 (sha256sum).
    assert.equal(heldOutRank(1, "abc"), 0xfac4d75282e3 / 2 ** 48);
  });

  it("holds out about the share", () => {
    const ranks = Array.from({ length: 10_000 }, (_, index) => heldOutRank(7, String(index)));
    const limit = heldOutLimit(ranks, 0.05);
    const share = ranks.filter((rank) => rank <= limit).length / ranks.length;
    assert.ok(Math.abs(share - 0.05) < 0.01, String(share));
  });

  it("holds out one document at least and leaves one at least", () => {
    assert.equal(heldOutLimit([0.7, 0.9], 0.05), 0.7);
    assert.equal(heldOutLimit([0.1, 0.2], 0.9), 0.1);
    assert.equal(heldOutLimit([0.5], 0.9), -1);
    assert.equal(heldOutLimit([0.5, 0.5], 0.9), -1);
    assert.equal(heldOutLimit([0.1, 0.2], 0), -1);
  });
});

describe("what is held out", () => {
  const folder = temporaryFolder();
  const REPOSITORIES = 12;
  const FILES = 10;

  /** Draws from twelve repositories of ten files each; repositories 0 and 1 have a file in common, and 2 and 3 a cluster. */
  async function draw(heldOutBy: "document" | "repository", seed = 1): Promise<readonly boolean[]> {
    const places = Array.from({ length: REPOSITORIES * FILES }, (_, place) => place);
    const documents = places.map((place) => ({
      text: place === 0 || place === FILES ? "the same in both" : `file ${String(place)}`,
      repository: `r${String(Math.floor(place / FILES)).padStart(2, "0")}`,
    }));
    const measured = await writeMeasured(join(folder.path, "measured"), documents);
    const set = await WorkingSet.open(folder.path, await CorpusDocuments.open([measured], SIGNAL_NAMES));
    try {
      const cluster = 2 * FILES;
      const alike = { cluster, kind: "near", similarity: 0.9, survives: true, matched: cluster } as const;
      await set.addClusters([2, 3].map((index) => ({ ...alike, place: index * FILES, matchedSimilarity: 0.9 })));
      const isHeldOut = await drawHeldOut(set, { heldOut: 0.4, heldOutBy, seed });
      return places.map(isHeldOut);
    } finally {
      await set.close();
    }
  }

  it("never has one side of a repository, nor of what two repositories have in common", async () => {
    const heldOut = await draw("repository");
    const sides = Array.from(
      { length: REPOSITORIES },
      (_, index) => new Set(heldOut.slice(index * FILES, (index + 1) * FILES)),
    );
    for (const side of sides) assert.equal(side.size, 1);
    assert.deepEqual(sides[0], sides[1]);
    assert.deepEqual(sides[2], sides[3]);
    const count = heldOut.filter(Boolean).length;
    assert.ok(count > 0 && count < heldOut.length);
    assert.deepEqual(await draw("repository"), heldOut);
    assert.notDeepEqual(await draw("repository", 2), heldOut);
  });

  it("is drawn document by document otherwise, but for copies and clusters", async () => {
    for (const seed of [1, 2, 3]) {
      const heldOut = await draw("document", seed);
      assert.equal(heldOut[0], heldOut[FILES]);
      assert.equal(heldOut[2 * FILES], heldOut[3 * FILES]);
      assert.equal(new Set(heldOut.slice(4 * FILES, 5 * FILES)).size, 2);
    }
  });
});
