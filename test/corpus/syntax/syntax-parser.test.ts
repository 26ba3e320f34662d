import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { measureSyntax, type SyntaxSignal } from "../../../src/corpus/signals/syntax.ts";
import { createSyntaxParser, type SyntaxParser } from "../../../src/corpus/syntax/syntax-parser.ts";

const GRAMMARS = fileURLToPath(new URL("../../../grammars", import.meta.url));

interface Sample {
  readonly text: string;
  /** Of the functions that deserve documentation. */
  readonly documented: number;
  /** Mean of 1 + decisions, counted by hand. */
  readonly complexity: number;
  readonly nesting: number;
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  // clamp: if, && → 3; the arrow function: ?: → 2
  JavaScript: {
    text: "/** Doc. */\nexport function clamp(x, y) { if (x && y) { return x; } return y; }\nconst sign = (x) => (x ? 1 : 2);\n",
    documented: 1 / 2,
    complexity: 5 / 2,
    nesting: 2,
  },
  TypeScript: {
    text: "/** Doc. */\nexport const one = (): number => 1;\nfunction two(x?: number): number { return x ?? 2; }\n",
    documented: 1 / 2,
    complexity: 3 / 2,
    nesting: 1,
  },
  TSX: {
    text: "/** Doc. */\nfunction View() { return <b>{1 ? 2 : 3}</b>; }\n",
    documented: 1,
    complexity: 2,
    nesting: 1,
  },
  // first: if, and, for, elif → 5; second: the comprehension's for and if → 3
  Python: {
    text: 'def first(x):\n    """Doc."""\n    if x and y:\n        for a in x:\n            pass\n    elif y: pass\n\ndef second(): return [a for a in b if a]\n',
    documented: 1 / 2,
    complexity: 8 / 2,
    nesting: 3,
  },
  // first: if, &&, one case → 4
  Go: {
    text: "package main\n// Doc.\nfunc first(a int) int {\n\tif a > 1 && b {\n\t\treturn 1\n\t}\n\tswitch a {\n\tcase 1:\n\tdefault:\n\t}\n\treturn 2\n}\nfunc second() {}\n",
    documented: 1 / 2,
    complexity: 5 / 2,
    nesting: 2,
  },
  // first: three arms are two decisions, ? one → 4; second and its closure → 1 each
  Rust: {
    text: "/// Doc.\n#[inline]\npub fn first(x: i32) -> i32 { match x { 1 => 2, 3 => 4, _ => second()? } }\nfn second() { let c = |a| a + 1; }\n",
    documented: 1 / 2,
    complexity: 6 / 3,
    nesting: 2,
  },
  // first: one case, ?: → 3
  Java: {
    text: "class A {\n  /** Doc. */\n  @Override public int first(int x) { switch (x) { case 1: return 2; default: return x > 1 ? 1 : 2; } }\n  void second() {}\n}\n",
    documented: 1 / 2,
    complexity: 4 / 2,
    nesting: 3,
  },
  // first: for, if, one case, ?: → 5
  C: {
    text: "/* Doc. */\nint first(int x) { for (;;) { if (x) break; } switch (x) { case 1: default: ; } return x ? 1 : 2; }\nint second(void) { return 0; }\n",
    documented: 1 / 2,
    complexity: 6 / 2,
    nesting: 2,
  },
  // first: range for, if, || → 4; the lambda and second → 1 each
  "C++": {
    text: "// Doc.\ntemplate <class T> T first(T x) { for (auto a : x) { if (x || a) { auto l = [](int q) { return q; }; } } return x; }\nnamespace n { class B { void second() {} }; }\n",
    documented: 1 / 2,
    complexity: 6 / 3,
    nesting: 4,
  },
};

describe("the syntax parser", function () {
  this.timeout(20_000);
  let parser: SyntaxParser;
  before(async () => {
    parser = await createSyntaxParser(GRAMMARS);
  });

  const measure = async (text: string, language: string): Promise<Partial<Record<SyntaxSignal, number>>> => {
    const { captures, names, problem } = await parser.parse(text, language);
    assert.equal(problem, undefined);
    return measureSyntax(text, captures, names);
  };

  for (const [language, { text, documented, complexity, nesting }] of Object.entries(SAMPLES)) {
    it(`finds functions, documentation, decisions and blocks in ${language}`, async () => {
      const signals = await measure(text, language);
      assert.equal(signals.parseErrorShare, 0);
      assert.equal(signals.documentedFunctionShare, documented);
      assert.equal(signals.meanCyclomaticComplexity, complexity);
      assert.equal(signals.maxNesting, nesting);
    });
  }

  it("measures comments and errors by their characters", async () => {
    const text = "// abcdefg\nlet x = 1;\n";
    assert.equal((await measure(text, "JavaScript")).commentShare, 10 / text.length);
    const prose = "This is not, in any way, a program; it is prose.";
    assert.ok(((await measure(prose, "JavaScript")).parseErrorShare ?? 0) > 0.2);
  });

  it("says so where there is no grammar", async () => {
    assert.ok(!parser.knows("COBOL"));
    assert.deepEqual(await parser.parse("x", "COBOL"), { problem: "there is no grammar for COBOL" });
  });
});
