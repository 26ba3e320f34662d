import assert from "node:assert/strict";
import { heldOutLimit, heldOutRank } from "../../../src/corpus/curate/held-out.ts";

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
