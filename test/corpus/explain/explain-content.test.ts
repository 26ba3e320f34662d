import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { explainContent } from "../../../src/corpus/explain/explain-content.ts";
import { createSyntaxParser, type SyntaxParser } from "../../../src/corpus/syntax/syntax-parser.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";

describe("an explanation", function () {
  this.timeout(60_000);
  let parser: SyntaxParser;
  before(async () => {
    parser = await createSyntaxParser(fileURLToPath(new URL("../../../grammars", import.meta.url)));
  });

  /** The places of one signal, as "text: note", and the signal's value. */
  async function places(signal: string, path: string, lines: readonly string[]): Promise<[number, ...string[]]> {
    const sources = [{ name: "app", type: "folder", path: "/app" }];
    // So low that every place of the signal is shown.
    const corpus = corpusFileSchema.parse({ sources, filters: { [signal]: { max: 0 } } });
    const text = lines.join("\n");
    const task = { bytes: Buffer.from(text), path, class: undefined, language: undefined, corpus };
    const { analysis, spans } = await explainContent(task, parser, undefined);
    assert.equal(analysis.content.kind, "text");
    const value = analysis.content.signals[signal];
    assert.ok(value !== undefined);
    const shown = spans.filter((span) => span.signal === signal);
    return [value, ...shown.map(({ start, end, note }) => `${text.slice(start, end)}: ${note}`)];
  }

  it("shows each run of commented-out code that its share counts", async () => {
    const python = ["# The total, see sum():", "# total = 0", "# print(total)", "total = sum(rows)", "#  f(x) "];
    assert.deepEqual(await places("commentedCodeShare", "a.py", python), [
      3 / 5,
      "total = 0\n# print(total): 2 lines of code, commented out",
      "f(x): a line of code, commented out",
    ]);
  });

  it("shows names of one letter wherever they stand, and those in the rarer style where they stand first", async () => {
    const python = ["x = row_count(x)", "rowCount = col_count", "rowCount = 1"];
    assert.deepEqual(await places("oneLetterNameShare", "a.py", python), [
      2 / 6,
      "x: a name of one letter",
      "x: a name of one letter",
    ]);
    assert.deepEqual(await places("mixedNamingShare", "a.py", python), [
      1 / 3,
      "rowCount: camelCase, where more names are snake_case",
    ]);
  });

  it("shows the commas that nothing follows, but not those within strings", async () => {
    assert.deepEqual(await places("tightCommaShare", "a.py", ["f(a,b, 'c,d')"]), [1 / 2, ",: no space follows"]);
  });

  it("shows what a file's layout lacks", async () => {
    const lines = ["def f():", "\tx()", "  y() ", "  z()\t"];
    assert.deepEqual(await places("trailingSpaceLineShare", "a.py", lines), [
      2 / 4,
      " : white space at the end of the line",
      "\t: white space at the end of the line",
    ]);
    assert.deepEqual(await places("mixedIndentShare", "a.py", lines), [
      1 / 3,
      "\t: tabs, where most lines have spaces",
    ]);
    assert.deepEqual(await places("openLastLine", "a.py", lines), [1, "\t: no line feed ends the last line"]);
  });
});
