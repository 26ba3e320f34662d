import assert from "node:assert/strict";
import { syntaxSpans } from "../../../src/corpus/explain/syntax-spans.ts";
import type { Capture } from "../../../src/corpus/syntax/capture.ts";

/** Captures the first place of each text, by the names of the queries. */
function spansOf(text: string, captured: readonly (readonly [string, string])[]): readonly string[] {
  const captures = captured
    .map(([name, part]): Capture => ({ name, start: text.indexOf(part), end: text.indexOf(part) + part.length }))
    .sort((a, b) => a.start - b.start);
  return [...syntaxSpans(text, captures)].map(
    ({ signal, start, end, note }) => `${signal} ${JSON.stringify(text.slice(start, end))}: ${note}`,
  );
}

describe("the spans of a text's syntax", () => {
  it("are functions without documentation, at the line on which they begin", () => {
    const text = "def first():\n  pass\ndef second():\n  run()\n";
    const [first, second] = ["def first():\n  pass", "def second():\n  run()"];
    const spans = spansOf(text, [
      ["definition", first],
      ["definition.documented", second],
      ["definition", second],
      ["placeholder", "pass"],
    ]);
    assert.deepEqual(spans, [
      'placeholderLineShare "pass": stands for nothing',
      'functionLineShare "def first():": a function begins',
      'documentedFunctionShare "def first():": has no documentation',
      'functionLineShare "def second():": a function begins',
    ]);
  });

  it("are lines of comments that say what is to be done, and long words in strings", () => {
    const comment = "/* Adds.\n * TODO: everything */";
    const word = "a".repeat(21);
    const spans = spansOf(`${comment}\nx = "${word} b";`, [
      ["comment", comment],
      ["string", `"${word} b"`],
    ]);
    assert.deepEqual(spans, [
      `commentShare ${JSON.stringify(comment)}: a comment`,
      'todoLineShare " * TODO: everything */": says what is to be done',
      `stringCharacterShare ${JSON.stringify(`"${word} b"`)}: a string`,
      `longWordInStringShare "${word}": a word of 21 characters`,
    ]);
  });

  it("are names that say little, where they stand first, and the outermost of what cannot be read", () => {
    const spans = spansOf("total = q + (;", [
      ["identifier", "total"],
      ["identifier", "q"],
      ["error", "(;"],
      ["error", ";"],
    ]);
    assert.deepEqual(spans, [
      'parseErrorShare "(;": the parser cannot read this',
      'identifierQuality "q": says little',
      'meanIdentifierLength "q": a letter',
      'oneLetterNameShare "q": a name of one letter',
    ]);
  });

  it("are the visible text of a page, and what is long without any", () => {
    const script = `<script>${"x();".repeat(25)}</script>`;
    const spans = spansOf(`<p> Hello </p>${script}<i>you</i>`, [
      ["visible", " Hello "],
      ["visible", "you"],
    ]);
    assert.deepEqual(spans, [
      'visibleTextLength "Hello": 5 characters that a reader sees',
      `visibleTextShare ${JSON.stringify(` </p>${script}<i>`)}: 125 characters that no reader sees`,
      'visibleTextLength "you": 3 characters that a reader sees',
    ]);
  });
});
