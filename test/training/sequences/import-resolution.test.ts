import assert from "node:assert/strict";
import { StructurePool } from "../../../src/corpus/structure/structure-pool.ts";
import { RepositoryPaths, resolveImports } from "../../../src/training/sequences/import-resolution.ts";
import { syntaxSurroundings } from "../../fixtures/open-syntax.ts";

describe("imports of a repository", () => {
  const pool = syntaxSurroundings.openSyntax(1, new AbortController().signal);
  after(() => pool.close());

  /** The paths that a document imports, read by its grammar. */
  const imported = async (
    files: readonly string[],
    path: string,
    language: string,
    text: string,
  ): Promise<string[]> => {
    const imports = await pool.imports(text, language);
    assert.ok(imports !== undefined);
    const found = resolveImports(path, language, imports, new RepositoryPaths(files));
    return found.map((index) => files[index] ?? "").sort();
  };

  it("finds modules of Python: absolute, relative, of a package, and aliases", async () => {
    const files = [
      "src/app/__init__.py",
      "src/app/main.py",
      "src/app/db/models.py",
      "src/app/db/__init__.py",
      "other/models.py",
    ];
    const text = `import os, app.db.models as m\nfrom . import db\nfrom .db import models\nfrom ..nowhere import x\n# import other.models\n`;
    assert.deepEqual(await imported(files, "src/app/main.py", "Python", text), [
      "src/app/db/__init__.py",
      "src/app/db/models.py",
    ]);
    assert.deepEqual(await imported(files, "src/app/db/models.py", "Python", "from app import main"), [
      "src/app/main.py",
    ]);
  });

  it("finds modules of JavaScript and TypeScript", async () => {
    const files = ["a/index.ts", "a/b.ts", "c.js", "d.tsx", "e.cjs"];
    const text = `import x from "./a";\nexport * from './a/b.js';\nconst c = require("./c");\nconst d = await import("./d");\nimport "react";\nlog("./e.cjs");`;
    assert.deepEqual(await imported(files, "main.ts", "TypeScript", text), ["a/b.ts", "a/index.ts", "c.js", "d.tsx"]);
  });

  it("finds classes of Java, headers of C and C++, packages of Go and modules of Rust", async () => {
    const java = ["src/main/java/org/x/A.java", "src/main/java/org/y/B.java", "src/main/java/org/y/C.java"];
    assert.deepEqual(
      await imported(java, java[0] ?? "", "Java", "import org.y.B;\nimport java.util.List;\nclass A {}"),
      [java[1]],
    );
    assert.deepEqual(await imported(java, java[0] ?? "", "Java", "import org.y.*;\nclass A {}"), java.slice(1));
    assert.deepEqual(await imported(java, java[0] ?? "", "Java", "import static org.y.C.make;\nclass A {}"), [java[2]]);

    const c = ["include/lib/list.h", "src/list.c", "src/own.h"];
    const includes = '#include <stdio.h>\n#include "own.h"\n#include <lib/list.h>\n';
    for (const language of ["C", "C++"]) {
      assert.deepEqual(await imported(c, "src/list.c", language, includes), ["include/lib/list.h", "src/own.h"]);
    }

    const go = ["cmd/main.go", "pkg/store/a.go", "pkg/store/b.go", "pkg/other/c.go"];
    const goText = 'package main\nimport (\n\t"fmt"\n\ts "example.org/me/app/pkg/store"\n)\n';
    assert.deepEqual(await imported(go, "cmd/main.go", "Go", goText), ["pkg/store/a.go", "pkg/store/b.go"]);

    const rust = ["src/main.rs", "src/net/mod.rs", "src/net/tcp.rs", "src/config.rs"];
    const rustText = "mod config;\nmod net;\nmod inline { }\nuse crate::net::tcp::{Stream, Listener};\nuse std::io;\n";
    assert.deepEqual(await imported(rust, "src/main.rs", "Rust", rustText), [
      "src/config.rs",
      "src/net/mod.rs",
      "src/net/tcp.rs",
    ]);
    assert.deepEqual(await imported(rust, "src/net/tcp.rs", "Rust", "use super::super::config::Config;"), [
      "src/config.rs",
    ]);
  });

  it("masks whole nodes", async () => {
    assert.ok(pool instanceof StructurePool);
    const text = "def one(a):\n    return a + 1\n\ndef two(b):\n    return b * (2 + b)\n";
    const masked = async (start: number, end: number): Promise<string | undefined> => {
      const span = await pool.alignedSpan(text, "Python", { start, end });
      return span === undefined ? undefined : text.slice(span.start, span.end);
    };
    const at = (part: string): number => text.indexOf(part);
    assert.equal(await masked(at("a + 1") + 2, at("a + 1") + 5), "+ 1");
    assert.equal(await masked(at("2 + b"), at("2 + b") + 5), "2 + b");
    assert.equal(await masked(2, at("+ 1")), "def one(a):\n    return a + 1");
    assert.equal(await masked(2, text.length - 3), text.trimEnd());
    assert.equal(await pool.alignedSpan(text, "no language", { start: 1, end: 2 }), undefined);
  });

  it("draws nodes by their size", async () => {
    assert.ok(pool instanceof StructurePool);
    const text = "f(a, b)\n";
    // A statement and a call of 7 characters, f of 1, (a, b) of 6, a and b of 1: 23 in all.
    const drawn: (string | undefined)[] = [];
    for (const character of [0, 6.9, 7, 13.9, 14, 15, 20.9, 21, 22.9]) {
      const span = await pool.sampledNode(text, "Python", character / 23);
      drawn.push(span === undefined ? undefined : text.slice(span.start, span.end));
    }
    assert.deepEqual(drawn, ["f(a, b)", "f(a, b)", "f(a, b)", "f(a, b)", "f", "(a, b)", "(a, b)", "a", "b"]);
    assert.equal(await pool.sampledNode("\n", "Python", 0.5), undefined);
  });
});
