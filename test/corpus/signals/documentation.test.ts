import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { withTables } from "../../../scripts/write-corpus-tables.ts";

describe("docs/corpus.md", () => {
  it("has every signal, preset and language as the code has it (node scripts/write-corpus-tables.ts)", () => {
    const page = readFileSync(new URL("../../../docs/corpus.md", import.meta.url), "utf8");
    assert.equal(withTables(page), page);
  });
});
