import type { Samples } from "./sample.ts";

/** Languages of browsers. */
export const WEB_LANGUAGES: Samples = {
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
  TSX: {
    lines: ['import { A } from "a";', "export const B = () => <A>text</A>;"],
    signals: { importLineShare: 1 / 2, meanCyclomaticComplexity: 1, functionLineShare: 1 / 2 },
  },
  HTML: {
    lines: ["<p>Hello <b>you</b> &amp;</p>", "<script>let x = 1;</script><!-- no -->"], // Hello, you, &amp; of 68
    signals: { visibleTextLength: 13, visibleTextShare: 13 / 68, commentShare: 11 / 68, maxNesting: 2 },
  },
  CSS: {
    lines: ['@import "a.css";', "/* One. */", 'a { content: "b"; }'], // strings of 7 and 3, of 47
    signals: { importLineShare: 1 / 2, commentShare: 10 / 47, stringCharacterShare: 10 / 47, maxNesting: 1 },
  },
};
