import assert from "node:assert/strict";
import { referencesBeside } from "../../src/corpus/references-beside.ts";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { parseAblationFile } from "../../src/experiment/experiment.ts";
import { canonicalSlice } from "../../src/experiment/slices/slice.ts";
import { SliceProblem } from "../../src/experiment/slices/condition-tokens.ts";
import { sliceCompletions } from "../../src/experiment/slices/slice-completions.ts";
import { columnCheck, sliceColumns } from "../../src/experiment/slices/slice-columns.ts";
import { ablationReferences } from "../fixtures/ablation-references.ts";

const code = corpusFileSchema.parse({ sources: [{ name: "app", type: "folder", path: "app", class: "code" }] });
const columns = sliceColumns(code, referencesBeside("/nowhere/code.corpus.json"));
const check = columnCheck(columns);

/** The slice in its one spelling, or the part of it that is marked and what is said of that. */
function read(slice: string): string | readonly [marked: string, message: string] {
  try {
    return canonicalSlice(slice, check);
  } catch (error) {
    if (!(error instanceof SliceProblem)) throw error;
    return [slice.slice(error.start, error.start + error.length), error.message];
  }
}

describe("a slice", () => {
  it("has one spelling, whatever its spaces, capitals and brackets", () => {
    assert.equal(read("code[quality>0.6 and language='python']"), "code[quality > 0.6 AND language = 'Python']");
    assert.equal(
      read("code[ ((quality > .60)) AND language == 'PYTHON' ]"),
      read("code[quality>0.6 AND language='Python']"),
    );
    assert.equal(
      read("code[(bytes < 10 or bytes <> 20) and not path like 'test/%']"),
      "code[(bytes < 10 OR bytes != 20) AND NOT path LIKE 'test/%']",
    );
    assert.equal(read("code[lines between 5 and 9]"), "code[lines >= 5 AND lines <= 9]");
    assert.equal(
      read("code[licence is not null and path in ('it''s','b')]"),
      "code[licence IS NOT NULL AND path IN ('it''s', 'b')]",
    );
    assert.equal(read("code[time >= '2024-01-31']"), "code[time >= '2024-01-31']");
    assert.equal(read("code"), "code");
  });

  it("is refused where it is wrong, with what is meant", () => {
    assert.deepEqual(read("code[qualty>0.6]"), [
      "qualty",
      'no signal or column is called "qualty"; did you mean "quality"?',
    ]);
    assert.deepEqual(read("code[language = 'Pyton']"), [
      "'Pyton'",
      'no language is called "Pyton"; did you mean "Python"?',
    ]);
    assert.deepEqual(read("code[quality > 'high']"), ["'high'", '"quality" is a number, and this a text']);
    assert.deepEqual(read("code[language > 'A']"), [
      "language",
      '"language" is a text; compare it with =, !=, IN or LIKE',
    ]);
    assert.deepEqual(read("code[source = 'elsewhere']"), [
      "'elsewhere'",
      'no source is called "elsewhere"; there are app',
    ]);
    assert.deepEqual(read("code[language = Python]"), [
      "Python",
      "\"Python\" stands where a number or a text is expected; texts stand between single quotes: 'Python'",
    ]);
    assert.deepEqual(read("code[quality > 0.6 AND]"), [
      "]",
      "the slice ends where the name of a signal or of a column is expected",
    ]);
    assert.deepEqual(read("code[quality = NULL]"), ["NULL", "what is not there is asked for with IS NULL"]);
    assert.deepEqual(read("code[path = 'x]"), ["'", "this text has no end; close it with '"]);
    assert.deepEqual(read("code[quality > 0.6; DROP TABLE documents]"), [";", '";" has no meaning in a slice']);
    assert.deepEqual(read("code[time > '2023-02-30']"), [
      "'2023-02-30'",
      "\"time\" is compared with a day, '2024-01-31', or '2024-01-31T12:00:00Z'",
    ]);
    assert.deepEqual(read("code[quality > 0.6"), ["6", 'a slice ends with "]"']);
    assert.deepEqual(read("code[ ]"), [
      "[ ]",
      'there is no condition between the brackets; "code" alone is the whole corpus',
    ]);
    assert.equal(read(`code[${"(".repeat(100)}`)[1], 'a slice ends with "]"');
    assert.equal(read(`code[${"(".repeat(100)}]`)[1], "this is nested too deeply");
  });

  it("is completed by what the corpus's table has", () => {
    const next = (beginning: string): readonly string[] => sliceCompletions(beginning, columns).map(({ text }) => text);
    for (const beginning of ["", "qual", "quality > 0.6 AND ", "NOT ", "("]) {
      assert.ok(next(beginning).includes("quality") && next(beginning).includes("language"), beginning);
    }
    assert.deepEqual(next("language "), ["=", "!=", "LIKE", "IN", "IS NULL", "IS NOT NULL"]);
    assert.deepEqual(next("quality > 0.6 "), ["AND", "OR"]);
    assert.deepEqual(next("path = 'src"), []);
  });

  it("stands in a mixture, and what is wrong with it is told at its place in the file", () => {
    const parse = (mixture: string): ReturnType<typeof parseAblationFile> =>
      parseAblationFile(
        `{ "corpora": ["code"], "tokenizer": { "vocabulary": 512, "mixture": { "code": 1 } }, "model": "tiny", "seeds": [1],
"evaluation": { "suites": ["bitsPerByte"] }, "baseline": "a", "arms": [{ "name": "a", "phases": [{ "tokens": 8192, "mixture":
${mixture} }] }] }`,
        "x.ablation.json",
        ablationReferences({ corpus: () => code }),
      );
    const mixed = parse(`{ "code": 0.5, "code[language='python']": 0.5 }`);
    assert.deepEqual(mixed.problems, []);
    assert.deepEqual(mixed.value?.arms[0]?.phases[0]?.mixture, { code: 0.5, "code[language = 'Python']": 0.5 });
    const problemsOf = (mixture: string): readonly unknown[] =>
      parse(mixture).problems.map(({ line, column, endColumn, message }) => [line, column, endColumn, message]);
    // The escape before the name counts as it is written.
    assert.deepEqual(problemsOf(String.raw`{ "code[path = '\u0041' AND qality > 1]": 1 }`), [
      [3, 29, 35, 'no signal or column is called "qality"; did you mean "quality"?'],
    ]);
    assert.deepEqual(problemsOf(`{ "code[quality>1]": 0.5, "code[ quality > 1 ]": 0.5 }`), [
      [3, 27, 48, '"code[quality>1]" is the same slice, in other words'],
    ]);
    assert.deepEqual(problemsOf(`{ "prose[quality>1]": 1 }`), [
      [3, 4, 9, 'the mixture of arm "a" names an unknown corpus "prose"; "corpora" lists code'],
    ]);
  });
});
