import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { measureSyntax, type SyntaxSignal } from "../../../src/corpus/signals/syntax.ts";
import { createSyntaxParser, type SyntaxParser } from "../../../src/corpus/syntax/syntax-parser.ts";

interface Examples {
  /** Each prints once. */
  readonly prints: readonly string[];
  /** Each has one variable. */
  readonly variables: readonly string[];
  /** Each has one function, which does nothing but return. */
  readonly returning?: readonly string[];
  /** Each has none of these, whatever its words look like. */
  readonly none: readonly string[];
}

/** By the language's name at Linguist. */
const EXAMPLES: Readonly<Record<string, Examples>> = {
  Python: {
    prints: ["print(1)", "print 1"],
    variables: ["x = 1", "class A:\n  x: int = 1", "f(x := 1)"],
    returning: ["def f():\n  # why\n  return 1", "class A:\n  def f(self): return 1"],
    none: ["printer.print(x)", "x == 1", 'def f():\n  """Doc."""\n  return 1', "def f():\n  g()\n  return 1"],
  },
  JavaScript: {
    prints: ["console.log(1);", "process.stdout.write('a');"],
    variables: ["const x = y;", "exports.x = y;", "class A { x = 1; }"],
    returning: [
      "function f() { return 1; }",
      "function f() { /* why */ return 1; } // x",
      "const f = (x) => x;",
      "class A { f() { return 1; } }",
    ],
    none: [
      "print();",
      "f(x => x);",
      "f(function () { return 1; });",
      "function f() { g(); return 1; }",
      "logger.console(1);",
    ],
  },
  TypeScript: {
    prints: ["console.error(1);"],
    variables: ["let x: number;", "class A { private x: number; }"],
    returning: ["function f(): number { return 1; }"],
    none: ["interface A { x: number }", "abstract class A { f(): void { g(); } }"],
  },
  Go: {
    prints: ["package a\nfunc f() { fmt.Println(1) }", "package a\nfunc f() { println(1) }"],
    variables: [
      "package a\nvar x int",
      "package a\nfunc f() { x := 1 }",
      "package a\nfunc f() { for i := range x {} }",
    ],
    returning: ["package a\nfunc f() int { return 1 }", "package a\nfunc (a A) f() int { return 1 }"],
    none: ["package a\nfunc f() { fmt.Sprint(1) }", "package a\ntype A struct { x int }"],
  },
  Rust: {
    prints: ['fn f() { println!("a"); }', "fn f() { dbg!(x); }"],
    variables: ["const X: u8 = 1;", "fn f() { let x = g(); }"],
    returning: [
      "fn f() -> u8 { 1 }",
      "fn f() -> u8 {\n  // why\n  g(1)\n}",
      "fn f(&self) -> u8 { self.x }",
      "fn f() -> u8 { return 1; }",
    ],
    none: ["fn f() { g(); }", 'fn f() { write!(w, "a"); }', "struct A { x: u8 }", "fn f() { if x { 1 } else { 2 } }"],
  },
  Java: {
    prints: ["class A { void f() { System.out.println(1); } }"],
    variables: ["class A { int x; }", "class A { void f() { int x = 1; } }"],
    returning: ["class A { int f() { return 1; } }"],
    none: ["class A { void f(int x) { out.println(x); } }"],
  },
  C: {
    prints: ['int f(void) { printf("a"); }', "int f(void) { fputs(a, stderr); }"],
    variables: ["int x;", "char *x[3];", "int f(void) { int x = 1; }", "char **x;"],
    returning: ["int f(void) { return 1; }", "int f(void) {\n  // why\n  return 1;\n}"],
    none: [
      "char *f(void);",
      "struct a { int x; };",
      "int f(void) { sprintf(a, b); }",
      "int f(void) { fputs(a, file); }",
    ],
  },
  "C++": {
    prints: ["void f() { std::cout\n<< 1 << 2; }", "void f() { cerr << 1; }", "void f() { std::println(a); }"],
    variables: ["class A { int x; };", "void f() { auto x = 1; }"],
    returning: ["int f() { return 1; }"],
    none: ["class A { int f(); };", "void f() { stream << 1; }"],
  },
  "C#": {
    prints: ["class A { void F() { Console.WriteLine(1); } }"],
    variables: ["class A { int x; }", "class A { int X { get; set; } }"],
    returning: ["class A { int F() { return 1; } }", "class A { int F() => 1; }"],
    none: ["class A { void F() { writer.WriteLine(1); } }", "class A { void F() { Console.ReadLine(); } }"],
  },
  PHP: {
    prints: ["<?php echo 1;", "<?php var_dump($x);"],
    variables: ["<?php $x = 1;", "<?php class A { private $x; }"],
    returning: ["<?php function f() { return 1; }"],
    none: ["<?php f($x);", "<?php sprintf('a');"],
  },
  Ruby: {
    prints: ["puts 1", "$stderr.puts 1"],
    variables: ["x = 1", "@x ||= 1"],
    returning: ["def f\n  1\nend", "def self.f\n  @x\nend"],
    none: ["printer.puts 1", "def f\n  if x\n    1\n  end\nend"],
  },
  Kotlin: {
    prints: ["fun f() { println(1) }"],
    variables: ["val x = 1", "class A(val x: Int)"],
    returning: ["fun f() = 1", "fun f(): Int { return 1 }"],
    none: ["class A(x: Int)", "fun f() { log.print(1) }"],
  },
  Scala: {
    prints: ["object A { println(1) }"],
    variables: ["object A { val x = 1 }", "object A { var x = 1 }"],
    none: ["object A { log.println(1) }", "class A(x: Int)"],
  },
  Lua: {
    prints: ["print(1)", 'io.write("a")'],
    variables: ["x = 1", "local x = 1", "local x"],
    returning: ["function f() return 1 end"],
    none: ["file.write(1)", "function f() g() return 1 end"],
  },
  R: {
    prints: ["print(1)", "cat('a')"],
    variables: ["x <- 1", "1 -> x", "x$a = f(1)"],
    returning: ["f <- function(x) x + 1", "f <- function(x) {\n  # why\n  return(x)\n}"],
    none: ["f(x = 1)", "concat('a')", "f <- function(x) { g(x); return(x) }", "sapply(x, function(y) y)"],
  },
  Shell: {
    prints: ["echo a", "printf a"],
    variables: ["X=1", "export X=1"],
    none: ["git echo", "f() { g; }"],
  },
  PowerShell: {
    prints: ["Write-Host 1", "write-output 1"],
    variables: ["$x = 1"],
    none: ["Get-Item 1", "Write-Error 1"],
  },
  Julia: {
    prints: ["println(1)", "@show x"],
    variables: ["x = 1", "const x = 1"],
    returning: ["function f()\n  return 1\nend"],
    none: ["f(x) = 2", "print_all(1)"],
  },
  Haskell: {
    prints: ["main = mapM_ print xs\n  where f y = y", "f x = putStrLn $ show x"],
    variables: ["x = 1"],
    none: ["f x = printer x"],
  },
  OCaml: {
    prints: ["let f x = print_endline x", 'let f x = Printf.printf "a" x'],
    variables: ["let x = 1"],
    none: ["let f x = g x", "let f x = Printf.sprintf x y"],
  },
  Zig: {
    prints: ['fn f() void { std.debug.print("a", .{}); }'],
    variables: ["const x = 1;", "fn f() void { var x: u8 = 1; }"],
    returning: ["fn f() u8 { return 1; }"],
    none: ["fn f() void { printer(1); }"],
  },
};

const WITHOUT = { printLineShare: 0, variableCount: 0, returningFunctionLineShare: 0 };

describe("signals of RefineCode on the syntax tree", function () {
  this.timeout(60_000);
  let parser: SyntaxParser;
  before(async () => {
    parser = await createSyntaxParser(fileURLToPath(new URL("../../../grammars", import.meta.url)));
  });

  async function measure(text: string, language: string): Promise<Partial<Record<SyntaxSignal, number>>> {
    const { captures, names } = await parser.parse(text, language);
    assert.ok(captures !== undefined);
    return measureSyntax(text, captures, names);
  }

  for (const [language, { prints, variables, returning = [], none }] of Object.entries(EXAMPLES)) {
    it(`find what prints, is a variable or only returns in ${language}`, async () => {
      for (const text of prints) {
        const share = (await measure(text, language)).printLineShare ?? 0;
        assert.equal(share * text.split("\n").filter((line) => line !== "<?php").length, 1, text);
      }
      for (const text of variables) assert.equal((await measure(text, language)).variableCount, 1, text);
      for (const text of returning) {
        assert.ok(((await measure(text, language)).returningFunctionLineShare ?? 0) > 0, text);
      }
      for (const text of none) {
        const signals = { ...WITHOUT, ...(await measure(text, language)) };
        for (const [name, value] of Object.entries(WITHOUT)) {
          assert.equal(signals[name as keyof typeof WITHOUT], value, `${name} of ${text}`);
        }
      }
    });
  }

  it("count lines of directives, but not what stands between them", async () => {
    const text = ["#include <a.h>", "#define MAX(a, b) \\", "  ((a) > (b))", "#ifdef A", "int f(void);", "#else"];
    const lines = [...text, "int g(void);", "#endif", "#pragma once", "struct b;"];
    for (const language of ["C", "C++"]) {
      assert.equal((await measure(lines.join("\n"), language)).preprocessorLineShare, 7 / 10);
    }
    const csharp = ["#region a", "class A { }", "#endregion", "#if B", "class C { }", "#endif"].join("\n");
    assert.equal((await measure(csharp, "C#")).preprocessorLineShare, 4 / 6);
    assert.equal("preprocessorLineShare" in (await measure("x = 1", "Python")), false);
  });

  it("count functions by which a program starts", async () => {
    const c = "int main(void) { return 0; }\nint domain(void);\nint main(int a, char **b) { return 1; }";
    assert.equal((await measure(c, "C")).mainFunctionCount, 2);
    assert.equal((await measure("class A { static void Main() { Domain(); } }", "C#")).mainFunctionCount, 1);
    assert.equal((await measure("package main\nfunc f() { main() }", "Go")).mainFunctionCount, 0);
  });
});
