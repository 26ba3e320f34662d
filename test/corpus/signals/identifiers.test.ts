import assert from "node:assert/strict";
import { identifierParts, isDescriptive } from "../../../src/corpus/signals/identifiers.ts";

describe("an identifier", () => {
  it("is divided at humps, underscores and digits", () => {
    assert.deepEqual(identifierParts("parseHTTPHeader_2x"), ["parse", "HTTP", "Header", "x"]);
    assert.deepEqual(identifierParts("$MAX_SIZE"), ["MAX", "SIZE"]);
  });

  it("is descriptive when its parts read like words", () => {
    for (const name of ["count", "xOffset", "word_count", "größe"]) assert.ok(isDescriptive(name), name);
    for (const name of ["i", "fn", "qwrtpz", "aaa", "_0x3f2a"]) assert.ok(!isDescriptive(name), name);
  });
});
