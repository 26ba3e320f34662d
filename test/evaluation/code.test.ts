import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { takeEvenly } from "../../src/evaluation/item.ts";
import { type CodeDocument, codeQuestions } from "../../src/evaluation/suites/code.ts";
import { accuracyOf, COPYING_RULES, noise } from "./copying-rules.ts";

/** Files that every checkout has. */
const DOCUMENTS: readonly CodeDocument[] = [
  ["typescript/lib/lib.es5.d.ts", "TypeScript"],
  ["typescript/lib/lib.dom.d.ts", "TypeScript"],
  ["commander/lib/command.js", "JavaScript"],
  ["zod/v4/core/schemas.js", "JavaScript"],
].map(([path = "", language = ""]) => {
  const text = readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), "utf8");
  return { id: path, language, text: text.slice(0, 100_000) };
});

describe("code suite", () => {
  const asked = takeEvenly(codeQuestions(DOCUMENTS, 500, 1), 800);

  it("asks for the line that comes next in its file", () => {
    assert.equal(asked.length, 800);
    for (const { cluster, prompt, choices, gold } of asked) {
      const text = DOCUMENTS.find(({ id }) => id === cluster)?.text.replaceAll("\r\n", "\n") ?? "";
      assert.ok(text.includes(`${prompt}${choices[gold] ?? ""}\n`));
      assert.ok(Buffer.byteLength(prompt) <= 500);
      for (const choice of choices) assert.ok(`\n${text}\n`.includes(`\n${choice}\n`));
    }
  });

  it("takes languages and their documents in turn", () => {
    const count = (value: string): number =>
      asked.filter(({ slice, cluster }) => slice === value || cluster === value).length;
    assert.deepEqual([count("JavaScript"), count("TypeScript")], [400, 400]);
    assert.deepEqual(
      DOCUMENTS.map(({ id }) => count(id)),
      [200, 200, 200, 200],
    );
  });

  it("has four lines of one indentation that differ and do not stand in the prompt", () => {
    for (const { prompt, choices } of asked) {
      assert.equal(new Set(choices).size, 4);
      assert.equal(new Set(choices.map((choice) => /^\s*/.exec(choice)?.[0])).size, 1);
      for (const choice of choices) assert.ok(!prompt.split("\n").includes(choice));
    }
  });

  it("gives rules that look at length alone no more than guessing gives", () => {
    for (const name of ["longest", "shortest"]) {
      const accuracy = accuracyOf(COPYING_RULES[name] ?? (() => 0), asked);
      assert.ok(Math.abs(accuracy - 0.25) < noise(asked.length), `"${name}" answers ${String(accuracy)}`);
    }
  });
});
