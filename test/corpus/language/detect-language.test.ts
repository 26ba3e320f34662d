import assert from "node:assert/strict";
import { detectLanguage, usualClass } from "../../../src/corpus/language/detect-language.ts";

describe("the language of a file", () => {
  const cases: readonly [path: string, text: string, language: string | null][] = [
    ["src/main.rs", "fn main() {}", "Rust"],
    ["a/Makefile", "all:\n", "Makefile"],
    ["page.html.erb", "<%= x %>", "HTML+ERB"],
    ["bin/tool", "#!/usr/bin/env -S python3.11 -u\nprint()", "Python"],
    ["bin/tool", "no interpreter", null],
    ["vector.h", "#ifndef A\nint add(int a, int b);\n#endif\n", "C"],
    ["vector.h", "#include <vector>\nnamespace n { class A; }\n", "C++"],
    ["vector.h", "/* -*- C++ -*- */\nint x;\n", "C++"],
    ["view.h", "#import <UIKit/UIKit.h>\n@interface View : UIView\n@end\n", "Objective-C"],
    ["view.m", "@implementation View\n@end\n", "Objective-C"],
    ["fit.m", "function y = fit(x)\n  y = x';\nend\n", "MATLAB"],
    ["app.ts", "export const x: number = 1;\n", "TypeScript"],
    ["app_de.ts", '<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS></TS>\n', "XML"],
    ["family.pl", "parent(X, Y) :- mother(X, Y).\n", "Prolog"],
    ["family.pl", "use strict;\nmy $x = 1;\n", "Perl"],
    ["README.md", "# Title\n", "Markdown"],
    ["notes.txt", "Hello.\n", "Text"],
    ["ci.yml", "on: push\n", "YAML"],
    ["data.json", "{}", "JSON"],
  ];
  for (const [path, text, language] of cases) {
    it(`of ${path} with ${JSON.stringify(text.slice(0, 24))} is ${String(language)}`, () => {
      assert.equal(detectLanguage(path, text), language);
    });
  }

  it("suggests a class", () => {
    for (const language of ["Markdown", "HTML", "CSS", "JSON", "YAML"]) assert.equal(usualClass(language), "markup");
    assert.deepEqual(["Rust", "Text", null].map(usualClass), ["code", "text", "text"]);
  });
});
