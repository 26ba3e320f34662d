import assert from "node:assert/strict";
import { decodeLeafSpans, encodeLeafSpans } from "../../../src/corpus/syntax/leaf-spans.ts";

describe("where identifiers and comments lie", () => {
  it("comes back as it was written, without other captures", () => {
    const far = { name: "identifier", start: 1_999_990, end: 1_999_999 };
    const captures = [
      { name: "comment", start: 0, end: 300 },
      { name: "identifier", start: 301, end: 302 },
      { name: "string", start: 305, end: 310 },
      far,
      // What begins before the one before it.
      { name: "comment", start: 400, end: 1_000_000 },
    ];
    const kept = captures.filter(({ name }) => name !== "string");
    assert.deepEqual(decodeLeafSpans(encodeLeafSpans(captures)), kept);
    assert.deepEqual(decodeLeafSpans(new Uint8Array()), []);
  });

  it("takes two bytes for a short name near the one before", () => {
    const names = Array.from({ length: 10 }, (_, at) => ({ name: "identifier", start: 8 * at, end: 8 * at + 5 }));
    assert.equal(encodeLeafSpans(names).length, 20);
  });
});
