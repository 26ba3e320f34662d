import type { Samples } from "./sample.ts";

/** Languages of scripts. */
export const SCRIPTING_LANGUAGES: Samples = {
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
};
