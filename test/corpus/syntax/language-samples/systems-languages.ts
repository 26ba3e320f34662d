import type { Samples } from "./sample.ts";

/** Languages that compile to machine code. */
export const SYSTEMS_LANGUAGES: Samples = {
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
};
