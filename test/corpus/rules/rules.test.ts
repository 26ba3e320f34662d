import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRules, ruleNamesIn } from "../../../src/corpus/rules/read-rules.ts";
import { testRules } from "../../../src/corpus/rules/test-rules.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import { curateCorpus } from "../../fixtures/curate-corpus.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const GRAMMARS = fileURLToPath(new URL("../../../grammars", import.meta.url));

/** Two rules: default values that are shared by all calls, and the share of text within print calls. */
const FILES: Readonly<Record<string, string>> = {
  "python/mutableDefaults.json":
    '{ "unit": "per1000Lines", "doc": "Parameters whose default is a list or dictionary." }',
  "python/mutableDefaults.scm": "(default_parameter\n  value: [(list) (dictionary)]) @match\n",
  "python/mutableDefaults.fixtures/two.py": "def f(a=[], b=1):\n  pass\ndef g(a={}):\n  pass\n",
  "python/mutableDefaults.fixtures/none.py": "a = []\n",
  // Two in four lines.
  "python/mutableDefaults.fixtures/expected.json": '{ "two.py": 500, "none.py": 0 }',
  "python/printing.json": '{ "unit": "share", "doc": "Text within calls of print." }',
  "python/printing.scm": '(call function: (identifier) @name (#eq? @name "print")) @match',
};

describe("rules of the user's", function () {
  this.timeout(20_000);

  const folder = temporaryFolder();

  function rulesFolder(changes: Readonly<Record<string, string>> = {}): string {
    for (const [name, text] of Object.entries({ ...FILES, ...changes })) folder.write(`rules/${name}`, text);
    return join(folder.path, "rules");
  }

  it("are signals by the names of their files", async () => {
    const rules = rulesFolder();
    assert.deepEqual(ruleNamesIn(rules), ["mutableDefaults", "printing"]);
    const units = (await readRules(rules)).map(({ name, unit }) => `${name} ${unit}`);
    assert.deepEqual(units, ["mutableDefaults per1000Lines", "printing share"]);
  });

  it("measure documents, for filters to bound", async () => {
    const rules = rulesFolder();
    folder.write("sources/shared.py", "def f(a=[]):\n    return a\n");
    folder.write("sources/fresh.py", "def f(a=None):\n    return a\n");
    const sources = [{ name: "files", type: "folder", path: join(folder.path, "sources"), class: "code" }];
    const corpus = corpusFileSchema.parse({ sources, rules, filters: { mutableDefaults: { max: 0 } } });
    const documents = join(await curateCorpus(folder.path, corpus), "documents.parquet");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const rows = await connection.runAndReadAll(
      `SELECT path, kept, rule, signal_mutable_defaults FROM '${documents}' ORDER BY path`,
    );
    connection.closeSync();
    assert.deepEqual(rows.getRowsJS(), [
      ["fresh.py", true, "kept", 0],
      ["shared.py", false, "mutableDefaults", 500],
    ]);
  });

  it("are tested on their fixtures", async () => {
    const changes = {
      "python/printing.fixtures/a.py": "print(1)\nx=2\n",
      "python/printing.fixtures/expected.json": '{"a.py": 0.5}',
    };
    const results = await testRules(rulesFolder(changes), GRAMMARS);
    assert.deepEqual(
      results.map(({ rule, value, passed }) => ({ rule, value, passed })),
      [
        { rule: "mutableDefaults", value: 500, passed: true },
        { rule: "mutableDefaults", value: 0, passed: true },
        { rule: "printing", value: 8 / 13, passed: false },
      ],
    );
  });

  it("count what lies in each other once, though a query finds the inner one first", async () => {
    const inner = "function () { return 1 }";
    const outer = `function f(a = ${inner}) { return a }`;
    const changes = {
      "javascript/returning.json": '{ "unit": "share", "doc": "Functions that do nothing but return." }',
      "javascript/returning.scm": "(_ body: (statement_block . (return_statement) .)) @match",
      "javascript/returning.fixtures/a.js": `${outer}\n`,
      "javascript/returning.fixtures/expected.json": `{ "a.js": ${outer.length / (outer.length + 1)} }`,
    };
    const results = await testRules(rulesFolder(changes), GRAMMARS);
    assert.equal(results.find(({ rule }) => rule === "returning")?.value, 53 / 54);
  });

  const wrong: readonly (readonly [what: string, changes: Record<string, string>, message: RegExp])[] = [
    [
      "an unknown node, with its line",
      { "python/printing.scm": "\n  (nothing) @match" },
      /printing\.scm:2:4: Bad node name 'nothing'/,
    ],
    [
      "a query without @match",
      { "python/printing.scm": "(call) @call" },
      /printing\.scm:1:1: the query captures nothing as @match/,
    ],
    [
      "a language that there is not",
      { "cobol/a.json": '{"unit":"count","doc":"A."}', "cobol/a.scm": "" },
      /cobol\/a\.scm: there is no language "cobol"; there are bash, c,/,
    ],
    ["a description without a unit", { "python/printing.json": '{ "doc": "A." }' }, /printing\.json: unit: /],
    ["the name of a signal", { "python/lineCount.json": "{}" }, /there is a signal called "lineCount" already/],
    ["a query alone", { "python/b.scm": "" }, /b\.scm: there is no b\.json beside it/],
    [
      "a fixture without a value",
      { "python/mutableDefaults.fixtures/c.py": "" },
      /expected\.json: it expects nothing of c\.py/,
    ],
  ];
  for (const [what, changes, message] of wrong) {
    it(`say what is wrong: ${what}`, async () => {
      await assert.rejects(testRules(rulesFolder(changes), GRAMMARS), message);
    });
  }
});
