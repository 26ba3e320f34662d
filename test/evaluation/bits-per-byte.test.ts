import assert from "node:assert/strict";
import { bitsPerByteItems } from "../../src/evaluation/suites/bits-per-byte.ts";

const LONG = {
  id: "long",
  slice: "text/sotu",
  language: null,
  text: "Fellow citizens of the Senate — and of the House.\n".repeat(400),
};
const SHORT = { id: "short", slice: "text/sotu", language: null, text: "One line without an end" };
const CODE = { id: "code", slice: "code/app", language: "Python", text: `x = "${"🐋".repeat(3000)}";\n` };

describe("bits-per-byte suite", () => {
  it("cuts documents into pieces that give them back, of 4096 bytes at most", () => {
    const items = bitsPerByteItems([LONG, SHORT, CODE], Infinity, 1);
    for (const { id, text } of [LONG, SHORT, CODE]) {
      const pieces = items.filter(({ cluster }) => cluster === id).map((item) => item.text);
      assert.equal(pieces.join("").length, text.length);
      assert.ok(pieces.every((piece) => text.includes(piece) && Buffer.byteLength(piece) <= 4096));
    }
    // 52 bytes a line: 78 whole lines are 4056 bytes.
    const sizes = items.filter(({ cluster }) => cluster === "long").map(({ text }) => Buffer.byteLength(text));
    assert.deepEqual(
      sizes.sort((a, b) => b - a),
      [4056, 4056, 4056, 4056, 4056, 520],
    );
  });

  it("takes the same seeded choice of each slice up to its limit", () => {
    const items = bitsPerByteItems([LONG, SHORT, CODE], 8000, 1);
    const bytes = items.filter(({ slice }) => slice === "text/sotu").map(({ text }) => Buffer.byteLength(text));
    const taken = bytes.reduce((sum, size) => sum + size, 0);
    assert.ok(taken >= 8000 && taken - (bytes.at(-1) ?? 0) < 8000);
    assert.deepEqual(bitsPerByteItems([LONG, SHORT, CODE], 8000, 1), items);
    assert.notDeepEqual(bitsPerByteItems([LONG, SHORT, CODE], 8000, 2), items);
  });
});
