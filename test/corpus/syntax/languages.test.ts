import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { measureSyntax, type SyntaxSignal } from "../../../src/corpus/signals/syntax.ts";
import { createSyntaxParser, type SyntaxParser } from "../../../src/corpus/syntax/syntax-parser.ts";

const GRAMMARS = fileURLToPath(new URL("../../../grammars", import.meta.url));

interface Sample {
  readonly lines: readonly string[];
  /** Counted by hand; shares as (what was counted) / (of how many). */
  readonly signals: Readonly<Partial<Record<SyntaxSignal, number>>>;
}

/** By the language's name at Linguist. Comments beside the lines are what the counts follow from. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  Python: {
    lines: [
      '"""Module."""', // documentation: no line of code
      "import os", // import
      "from sys import (", // import of three lines
      "    argv,",
      ")",
      "password = 1", // no logic; not `pass`
      "class A:", // no logic
      "    def f(self):", // no logic
      "        pass", // placeholder
      "    def g(self):  # TODO: later", // no logic
      '        self.assertEqual("assert", argv)', // assertion, string of 8 with its quotes
      "    assert password",
    ],
    signals: {
      importLineShare: 4 / 11,
      placeholderLineShare: 1 / 11,
      assertLineShare: 2 / 11,
      functionLineShare: 2 / 11,
      noLogicLineShare: 8 / 11,
      todoLineShare: 1 / 12,
    },
  },
  JavaScript: {
    lines: [
      'import { a } from "a";', // import
      'const b = require("b");', // import
      "const limit = 10;", // no logic
      "function empty() {}", // no logic, placeholder
      "class C {", // no logic
      "  run() {", // no logic
      "    assert.equal(a, b); // todo list", // assertion; not a marker
      "    expect(limit).toBe(1);", // assertion
      "    return limit;", // no logic
      "  }",
      "}",
    ],
    signals: {
      importLineShare: 2 / 11,
      placeholderLineShare: 1 / 11,
      assertLineShare: 2 / 11,
      functionLineShare: 2 / 11,
      noLogicLineShare: 7 / 11,
      todoLineShare: 0,
    },
  },
  TypeScript: {
    lines: ['import type { A } from "a";', "interface B { c: A }", "type D = B;", "export const e = (b: B): A => b.c;"],
    signals: { importLineShare: 1 / 4, noLogicLineShare: 4 / 4, stringCharacterShare: 3 / 95 },
  },
  Go: {
    lines: [
      "package main",
      "import (", // import of four lines
      '\t"testing"',
      '\t"x/assert"',
      ")",
      "type A struct{}", // no logic
      "func f(t *testing.T) {", // no logic
      "\tassert.Equal(t, 1, 1) // FIXME", // assertion
      "}",
      "func g() {}", // no logic, placeholder
    ],
    signals: {
      importLineShare: 4 / 10,
      placeholderLineShare: 1 / 10,
      assertLineShare: 1 / 10,
      functionLineShare: 2 / 10,
      noLogicLineShare: 7 / 10,
      todoLineShare: 1 / 10,
    },
  },
  Rust: {
    lines: [
      "use std::fmt;", // import
      "mod a;", // import
      "struct B;", // no logic
      "fn c() { todo!() }", // no logic, placeholder
      "fn d() {}", // no logic, placeholder
      "fn e() { assert_eq!(1, 1); }", // no logic, assertion
      "const F: u8 = 1;", // no logic
    ],
    signals: {
      importLineShare: 2 / 7,
      placeholderLineShare: 2 / 7,
      assertLineShare: 1 / 7,
      functionLineShare: 3 / 7,
      noLogicLineShare: 7 / 7,
    },
  },
  Java: {
    lines: [
      "package a;", // import
      "import b.C;", // import
      "class D {", // no logic
      "  int e = 1;", // no logic
      "  void f() {}", // no logic, placeholder
      "  int g() {", // no logic
      "    assertEquals(1, e);", // assertion
      "    assert e > 0;", // assertion
      "    return e;", // no logic
      "  }",
      "}",
    ],
    signals: {
      importLineShare: 2 / 11,
      placeholderLineShare: 1 / 11,
      assertLineShare: 2 / 11,
      functionLineShare: 2 / 11,
      noLogicLineShare: 7 / 11,
    },
  },
  C: {
    lines: [
      "#include <assert.h>", // import
      "#define A 1", // no logic
      "struct B { int c; };", // no logic
      "void d(void) {}", // no logic, placeholder
      "int e(void) {", // no logic
      "  assert(A);", // assertion
      '  puts("XXX");', // no marker: not in a comment
      "  return 0;", // no logic
      "}",
    ],
    signals: {
      importLineShare: 1 / 9,
      placeholderLineShare: 1 / 9,
      assertLineShare: 1 / 9,
      functionLineShare: 2 / 9,
      noLogicLineShare: 6 / 9,
      todoLineShare: 0,
    },
  },
  "C++": {
    lines: [
      "#include <string>", // import
      "using std::string;", // import
      "class A { void b() {} };", // no logic, placeholder
      "static_assert(true);", // assertion
    ],
    signals: { importLineShare: 2 / 4, placeholderLineShare: 1 / 4, assertLineShare: 1 / 4, noLogicLineShare: 3 / 4 },
  },
  TSX: {
    lines: ['import { A } from "a";', "export const B = () => <A>text</A>;"],
    signals: { importLineShare: 1 / 2, meanCyclomaticComplexity: 1, functionLineShare: 1 / 2 },
  },
  // F: if, && → 3; G: two arms are one decision → 2
  "C#": {
    lines: [
      "using System;", // import
      "class A {", // no logic
      "  /// Doc.", // comment of 8
      '  int F(int x) { if (x > 1 && x < 9) { return 1; } return "ab".Length; }', // no logic
      "  int G(int x) => x switch { 1 => 2, _ => 3 };", // no logic
      "  void H() { }", // no logic, placeholder
      "  void I() { Assert.True(true); }", // no logic, assertion
      "}",
    ],
    signals: {
      documentedFunctionShare: 1 / 4,
      meanCyclomaticComplexity: (3 + 2 + 1 + 1) / 4,
      maxNesting: 3,
      importLineShare: 1 / 7,
      assertLineShare: 1 / 7,
      placeholderLineShare: 1 / 7,
      functionLineShare: 4 / 7,
      noLogicLineShare: 6 / 7,
    },
  },
  // f: if, elseif, && → 4; g: two arms → 3
  PHP: {
    lines: [
      "<?php",
      "use A\\B;", // import
      "/** Doc. */",
      "function f($x) { if ($x && 1) { return 'one'; } elseif ($x) { return 2; } }", // no logic
      "class C {", // no logic
      "  function g($x) { return match($x) { 1 => 2, 3 => 4, default => 5 }; }", // no logic
      "  function h() {}", // no logic, placeholder
      "}",
    ],
    signals: {
      documentedFunctionShare: 1 / 3,
      meanCyclomaticComplexity: (4 + 3 + 1) / 3,
      maxNesting: 3,
      importLineShare: 1 / 7,
      placeholderLineShare: 1 / 7,
      functionLineShare: 3 / 7,
      noLogicLineShare: 5 / 7,
    },
  },
  // f: if, elsif, && → 4; g: one when, a modifier → 3
  Ruby: {
    lines: [
      "require 'set'", // import
      "class A", // no logic
      "  # Doc.",
      "  def f(x)", // no logic
      "    if x && y",
      "      1",
      "    elsif z",
      "      2",
      "    end",
      "  end",
      "  def g(x)", // no logic
      "    return 1 if x", // no logic
      "    case x when 1 then 2 else 3 end",
      "  end",
      "  def h", // no logic, placeholder
      "  end",
      "end",
    ],
    signals: {
      documentedFunctionShare: 1 / 3,
      meanCyclomaticComplexity: (4 + 3 + 1) / 3,
      maxNesting: 3,
      importLineShare: 1 / 16,
      placeholderLineShare: 1 / 16,
      functionLineShare: 3 / 16,
      noLogicLineShare: 6 / 16,
    },
  },
  // f: if, && → 3; g: three entries are two decisions → 3; the lambda → 1
  Kotlin: {
    lines: [
      "package a", // import
      "import b.C", // import
      "class D {", // no logic
      "  /** Doc. */",
      '  fun f(x: Int): Int { if (x > 1 && x < 9) { return 1 }; return "ab".length }', // no logic
      "  fun g(x: Int) = when (x) { 1 -> 2; 3 -> 4; else -> 5 }", // no logic
      "  fun h() {}", // no logic, placeholder
      "  val i = list.map { it }",
      "}",
    ],
    signals: {
      documentedFunctionShare: 1 / 3,
      meanCyclomaticComplexity: (3 + 3 + 1 + 1) / 4,
      maxNesting: 3,
      importLineShare: 2 / 8,
      placeholderLineShare: 1 / 8,
      functionLineShare: 3 / 8,
      noLogicLineShare: 6 / 8,
    },
  },
  // f: if, && → 3; g: two cases → 3
  Scala: {
    lines: [
      "package a", // import
      "import b.C", // import
      "object D {", // no logic
      "  /** Doc. */",
      "  def f(x: Int): Int = { if (x > 1 && x < 9) 1 else 2 }", // no logic
      '  def g(x: Int) = x match { case 1 => "ab"; case _ => "cd" }', // no logic
      "  def h(): Int = ???", // no logic, placeholder
      "}",
    ],
    signals: {
      documentedFunctionShare: 1 / 3,
      meanCyclomaticComplexity: (3 + 3 + 1) / 3,
      maxNesting: 2,
      importLineShare: 2 / 7,
      placeholderLineShare: 1 / 7,
      functionLineShare: 3 / 7,
      noLogicLineShare: 6 / 7,
    },
  },
  // f: if, and, elseif, for → 5
  Lua: {
    lines: [
      'local a = require("a")', // import
      "local b = 1", // no logic
      "-- Doc.",
      "local function f(x)", // no logic
      "  if x and b then return 1 elseif a then return 2 end", // no logic
      "  for i = 1, 2 do print(i) end",
      "end",
      "function g() end", // no logic, placeholder
    ],
    signals: {
      documentedFunctionShare: 1 / 2,
      meanCyclomaticComplexity: (5 + 1) / 2,
      maxNesting: 2,
      importLineShare: 1 / 7,
      placeholderLineShare: 1 / 7,
      functionLineShare: 2 / 7,
      noLogicLineShare: 5 / 7,
    },
  },
  // f: if, && → 3; g: for → 2
  R: {
    lines: [
      "library(stats)", // import
      "limit <- 10", // no logic
      "#' Doc.",
      "f <- function(x) {", // no logic
      "  if (x > 1 && x < limit) return(x)", // no logic
      "  stopifnot(x > 0)  # TODO: later", // assertion
      "}",
      'g <- function(x) { for (y in x) cat("ab") }', // no logic
      "h <- function() {}", // no logic, placeholder
    ],
    signals: {
      documentedFunctionShare: 1 / 3,
      meanCyclomaticComplexity: (3 + 2 + 1) / 3,
      maxNesting: 1,
      importLineShare: 1 / 8,
      assertLineShare: 1 / 8,
      placeholderLineShare: 1 / 8,
      functionLineShare: 3 / 8,
      noLogicLineShare: 6 / 8,
      todoLineShare: 1 / 9,
    },
  },
  // f: if, &&, for → 4
  Shell: {
    lines: [
      "#!/bin/bash",
      "source ./lib.sh", // import
      "NAME=value", // no logic
      "# Doc.",
      "f() {", // no logic
      '  if [ -n "$1" ]; then echo a; fi',
      "  for i in 1 2; do echo $i && true; done",
      "}",
      "g() { :; }", // no logic, placeholder
    ],
    signals: {
      documentedFunctionShare: 1 / 2,
      meanCyclomaticComplexity: (4 + 1) / 2,
      maxNesting: 2,
      importLineShare: 1 / 7,
      placeholderLineShare: 1 / 7,
      functionLineShare: 2 / 7,
      noLogicLineShare: 4 / 7,
    },
  },
  // F: if, -and, foreach → 4
  PowerShell: {
    lines: [
      "Import-Module A", // import
      "# Doc.",
      "function F($x) {", // no logic
      "  if ($x -and $y) { 'one' }",
      "  foreach ($i in $x) { $i }",
      "}",
      "function G { 1 }", // no logic
    ],
    signals: {
      documentedFunctionShare: 1 / 2,
      meanCyclomaticComplexity: (4 + 1) / 2,
      maxNesting: 2,
      importLineShare: 1 / 6,
      functionLineShare: 2 / 6,
      noLogicLineShare: 3 / 6,
    },
  },
  // f: if, &&, for → 4; g: ternary → 2
  Julia: {
    lines: [
      "using Test", // import
      '"""Doc."""', // documentation
      "function f(x)", // no logic
      "  if x && y",
      '    println("ab")',
      "  end",
      "  for i in x end",
      "end",
      "g(x) = x ? 1 : 2",
      "@test g(1) == 1", // assertion
      "struct A end", // no logic
    ],
    signals: {
      documentedFunctionShare: 1,
      meanCyclomaticComplexity: (4 + 2) / 2,
      maxNesting: 2,
      importLineShare: 1 / 10,
      assertLineShare: 1 / 10,
      functionLineShare: 1 / 10,
      noLogicLineShare: 3 / 10,
    },
  },
  // f: if → 2; g: two alternatives are one decision → 2
  Haskell: {
    lines: [
      "module A where",
      "import B", // import
      "-- | Doc.",
      "f :: Int -> Int", // no logic
      "f x = if x > 1 then 2 else 3",
      "g x = case x of", // no signature
      "  1 -> 2",
      "  _ -> undefined", // placeholder: the expression of an alternative
      "data C = C", // no logic
    ],
    signals: {
      documentedFunctionShare: 1,
      meanCyclomaticComplexity: (2 + 2) / 2,
      maxNesting: 1,
      importLineShare: 1 / 8,
      placeholderLineShare: 1 / 8,
      functionLineShare: 1 / 8,
      noLogicLineShare: 3 / 8,
    },
  },
  // f: if, && → 3; g: two cases → 3
  OCaml: {
    lines: [
      "open List", // import
      "type a = B", // no logic
      "(** Doc. *)",
      "let f x = if x && y then 1 else 2", // no logic
      'let g x = match x with 1 -> "ab" | _ -> "cd"', // no logic
      "let () = assert (f true = 1)", // assertion
    ],
    signals: {
      documentedFunctionShare: 1 / 2,
      meanCyclomaticComplexity: (3 + 3) / 2,
      maxNesting: 1,
      importLineShare: 1 / 5,
      assertLineShare: 1 / 5,
      functionLineShare: 2 / 5,
      noLogicLineShare: 4 / 5,
    },
  },
  // f: if, and → 3; g: two cases are one decision → 2
  Zig: {
    lines: [
      'const std = @import("std");', // import
      "const limit = 10;", // no logic
      "/// Doc.",
      "fn f(x: bool) u8 { if (x and y) { return 1; } return 2; }", // no logic
      "fn g(x: u8) u8 { return switch (x) { 1 => 2, else => 3 }; }", // no logic
      "fn h() void {}", // no logic, placeholder
      "test { try std.testing.expect(true); }", // assertion
    ],
    signals: {
      documentedFunctionShare: 1 / 3,
      meanCyclomaticComplexity: (3 + 2 + 1) / 3,
      maxNesting: 2,
      importLineShare: 1 / 6,
      assertLineShare: 1 / 6,
      placeholderLineShare: 1 / 6,
      functionLineShare: 3 / 6,
      noLogicLineShare: 5 / 6,
    },
  },
  HTML: {
    lines: ["<p>Hello <b>you</b> &amp;</p>", "<script>let x = 1;</script><!-- no -->"], // Hello, you, &amp; of 68
    signals: { visibleTextLength: 13, visibleTextShare: 13 / 68, commentShare: 11 / 68, maxNesting: 2 },
  },
  CSS: {
    lines: ['@import "a.css";', "/* One. */", 'a { content: "b"; }'], // strings of 7 and 3, of 47
    signals: { importLineShare: 1 / 2, commentShare: 10 / 47, stringCharacterShare: 10 / 47, maxNesting: 1 },
  },
  JSON: { lines: ['{ "a": [1, "b"] }'], signals: { stringCharacterShare: 6 / 17, maxNesting: 2 } },
  YAML: {
    lines: ["# One.", 'a: "b"', "c:", "  - d"], // a mapping, a sequence in it; of 6 + 6 + 2 + 5 and 3 line ends
    signals: { commentShare: 6 / 22, stringCharacterShare: 3 / 22, maxNesting: 2 },
  },
  TOML: {
    lines: ["# One.", 'a = ["b"]'],
    signals: { commentShare: 6 / 16, stringCharacterShare: 3 / 16, maxNesting: 1 },
  },
  HCL: {
    lines: ["# One.", 'a "b" {', "  c = d ? 1 : 2", "}"], // the label is a string; of 6 + 7 + 15 + 1 and 3 line ends
    signals: { commentShare: 6 / 32, stringCharacterShare: 3 / 32, maxNesting: 1 },
  },
};

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
      assert.ok((linguist[0] ?? "") in SAMPLES, `grammars/${name} has no sample`);
    }
  });
});
