import type { Samples } from "./sample.ts";

/** Languages of virtual machines. */
export const MANAGED_LANGUAGES: Samples = {
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
};
