import assert from "node:assert/strict";
import { hashShingles, shingleSet } from "../../../src/corpus/dedup/shingles.ts";
import { estimatedJaccard, signShingles, textSignature } from "../../../src/corpus/dedup/signature.ts";

describe("shingles", () => {
  it("are all sequences of so many words", () => {
    const { tokens, count } = hashShingles("if (a_1 == b) { return c; }", 3);
    assert.deepEqual({ tokens, count }, { tokens: 5, count: 3 });
    assert.deepEqual(shingleSet("if a_1, b;\nreturn\tc", 3), shingleSet("if (a_1 == b) { return c; }", 3));
    assert.equal(shingleSet("a b a b a b", 2).length, 2);
  });

  it("tell words apart by case and order", () => {
    assert.notDeepEqual(shingleSet("a B c", 3), shingleSet("a b c", 3));
    assert.notDeepEqual(shingleSet("b a c", 3), shingleSet("a b c", 3));
  });

  it("are found in every script", () => {
    assert.equal(hashShingles("Καλημέρα κόσμε, πώς είσαι σήμερα;", 5).count, 1);
    assert.equal(hashShingles("Das ist für größere Übungen", 5).count, 1);
    assert.equal(hashShingles("吾輩は猫である", 5).count, 3);
  });
});

describe("a MinHash signature", () => {
  const settings = { permutations: 256, shingle: 5, minTokens: 5 };

  it("estimates the Jaccard similarity, however many shingles there are", () => {
    // 6 parts are common, 2 are on one side, 2 on the other: 6 / 10. A binomial estimate has the standard error of the bound.
    const standardError = Math.sqrt((0.6 * 0.4) / settings.permutations);
    for (const part of [1, 5, 40, 3000]) {
      const numbers = (from: number, to: number): number[] =>
        Array.from({ length: (to - from) * part }, (_, index) => Math.imul(from * part + index + 1, 0x2545f491) >>> 0);
      let sum = 0;
      const rounds = part === 3000 ? 5 : 40;
      for (let round = 0; round < rounds; round += 1) {
        const sign = (hashes: number[]): Uint32Array =>
          signShingles(
            { count: hashes.length, hashes: Uint32Array.from(hashes, (hash) => hash + round * 977) },
            settings.permutations,
          );
        const estimate = estimatedJaccard(sign(numbers(0, 8)), sign([...numbers(0, 6), ...numbers(8, 10)]));
        assert.ok(Math.abs(estimate - 0.6) < 4 * standardError, `${part}: ${estimate}`);
        sum += estimate;
      }
      assert.ok(
        Math.abs(sum / rounds - 0.6) < (4 * standardError) / Math.sqrt(rounds),
        `${part}: ${sum / rounds} on average`,
      );
    }
  });

  it("has four bytes a permutation, and none where a text is too short", () => {
    assert.equal(textSignature("to be or not to be", settings)?.length, 1024);
    assert.equal(textSignature("to be or not", settings), null);
    assert.equal(textSignature("to be or not to be", { ...settings, minTokens: 7 }), null);
    assert.equal(textSignature(" ".repeat(100_000), settings), null);
  });
});
