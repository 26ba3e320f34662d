import assert from "node:assert/strict";
import { fileNamesOf } from "../../src/exchange/file-name.ts";

describe("names of exported files", () => {
  it("are those of what they hold, as far as file systems allow", () => {
    const names = fileNamesOf([
      "code",
      "../corpora/text",
      "code[quality > 0.6]",
      "code[quality < 0.6]",
      "Code",
      ".hidden",
    ]);
    assert.deepEqual(
      [...names.values()],
      ["code", "_._corpora_text", "code_quality_0.6_", "code_quality_0.6_-2", "Code-2", "_hidden"],
    );
  });
});
