import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { measureSyntax } from "../../../src/corpus/signals/syntax.ts";
import { createSyntaxParser, type SyntaxParser } from "../../../src/corpus/syntax/syntax-parser.ts";
import { SAMPLES } from "./language-samples/samples.ts";

const GRAMMARS = fileURLToPath(new URL("../../../grammars", import.meta.url));

function rounded(entries: readonly (readonly [string, number])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [name, value.toFixed(9)]));
}

const languageFile = z.object({ linguist: z.array(z.string()).min(1) });

describe("the queries of each language", function () {
  this.timeout(60_000);
  let parser: SyntaxParser;
  before(async () => {
    parser = await createSyntaxParser(GRAMMARS);
  });

  for (const [language, { lines, signals }] of Object.entries(SAMPLES)) {
    it(`measure ${language} as counted by hand`, async () => {
      const text = lines.join("\n");
      const { captures, names } = await parser.parse(text, language);
      assert.ok(captures !== undefined);
      const measured = measureSyntax(text, captures, names);
      const expected = { parseErrorShare: 0, ...signals };
      const asked = Object.entries(measured).filter(([name]) => name in expected);
      assert.deepEqual(rounded(asked), rounded(Object.entries(expected)));
    });
  }

  it("are all tested here", () => {
    const folders = readdirSync(GRAMMARS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) {
      const { linguist } = languageFile.parse(JSON.parse(readFileSync(`${GRAMMARS}/${name}/language.json`, "utf8")));
      assert.ok(
        (linguist[0] ?? "") in SAMPLES,
        `grammars/${name} has no sample in test/corpus/syntax/language-samples`,
      );
    }
  });
});
