import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { countLines } from "../../../src/corpus/measure/content.ts";
import { measureCommentedCode } from "../../../src/corpus/signals/commented-code.ts";
import { measureSyntax } from "../../../src/corpus/signals/syntax.ts";
import { createSyntaxParser, type SyntaxParser } from "../../../src/corpus/syntax/syntax-parser.ts";

describe("signals of style", function () {
  this.timeout(60_000);
  let parser: SyntaxParser;
  before(async () => {
    parser = await createSyntaxParser(fileURLToPath(new URL("../../../grammars", import.meta.url)));
  });

  async function measure(text: string, language: string): Promise<Partial<Record<string, number>>> {
    const { captures, names } = await parser.parse(text, language);
    assert.ok(captures !== undefined);
    return measureSyntax(text, captures, names);
  }

  async function commentedCode(lines: readonly string[], language: string): Promise<number> {
    const text = lines.join("\n");
    const { captures } = await parser.parse(text, language);
    assert.ok(captures !== undefined);
    const comments = captures.filter(({ name }) => name === "comment");
    const reads = (fragment: string): Promise<boolean> => parser.reads(fragment, language);
    return measureCommentedCode(text, countLines(text), comments, reads);
  }

  it("count uses of one-letter names, and different names in the rarer of two styles", async () => {
    // x, x, y of the seven uses; snake: row_count, col_count; camel: rowCount.
    const signals = await measure("x = row_count(x, y)\nrowCount = col_count\nrow_count = 1\n", "Python");
    assert.equal(signals["oneLetterNameShare"], 3 / 7);
    assert.equal(signals["mixedNamingShare"], 1 / 3);
  });

  it("count commas that nothing follows, but not those of comments, strings and characters", async () => {
    const signals = await measure("f(a,b, c)  # a,b\ng('a,b', (1,))\n", "Python");
    assert.equal(signals["tightCommaShare"], 1 / 4);
    assert.equal((await measure("char c = ',';\nint f(int a, int b);\n", "C"))["tightCommaShare"], 0);
    assert.equal("tightCommaShare" in (await measure("x = 1\n", "Python")), false);
  });

  it("find code in comments by reading it, line by line where lines do not belong together", async () => {
    const python = [
      "# The total of all rows, see sum(): it is",
      "# kept because callers (two of them) need it;",
      "# total = 0",
      "# total += rows[0]",
      "# print(total)",
      "total = sum(rows)",
      "# return =",
    ];
    assert.equal(await commentedCode(python, "Python"), 3 / 7);
    const go = [
      "package a",
      "",
      "// Sum adds up; it is slow.",
      "func Sum() {",
      "\t/* x := load()",
      "\t   use(x) */",
      "}",
    ];
    assert.equal(await commentedCode(go, "Go"), 2 / 7);
  });

  it("read fragments in a language that wants an opening, and leave documentation alone", async () => {
    assert.equal(await commentedCode(["<?php", "// $total = 1;", "echo 1;"], "PHP"), 1 / 3);
    const documented = ["/**", " * total = add(1);", " */", "/// add(1);", "function f() {}"];
    assert.equal(await commentedCode(documented, "JavaScript"), 0);
  });
});
