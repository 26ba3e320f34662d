import assert from "node:assert/strict";
import { parseCorpusFile, resolveCorpusFile } from "../../src/experiment/corpus-file.ts";
import type { CorpusReferences } from "../../src/experiment/corpus/references.ts";
import { formatProblem } from "../../src/experiment/problem.ts";

const valid = `{
  "sources": [
    { "name": "app", "type": "git", "url": "../app", "class": "code" },
    { "name": "site", "type": "git", "url": "https://example.org/site.git", "class": "markup" },
    { "name": "notes", "type": "folder", "path": "notes", "class": "text", "include": ["*.md"] }
  ],
  "filters": { "quality": { "min": 0.4 }, "parseErrorShare": { "max": 0.1 } }
}`;

const references: CorpusReferences = {
  signals: ["parseErrorShare"],
  ruleNames: () => [],
  languageNamed: (name) => (name === "Python" ? name : undefined),
  languageProblem: (name) => (name === "Python" ? undefined : `no language is called "${name}"`),
  classifierProblem: (file) => (file === "good.json" ? undefined : `there is no classifier ${file}`),
};

function problemsOf(text: string): readonly string[] {
  return parseCorpusFile(text, "x.corpus.json", references).problems.map(formatProblem);
}

describe("a corpus file", () => {
  it("gets its defaults, and paths relative to its folder", () => {
    const { value } = parseCorpusFile(valid, "x.corpus.json", references);
    assert.ok(value !== undefined);
    const { sources, dedup, heldOut } = resolveCorpusFile(value, "/home/me/study");
    assert.deepEqual({ dedup, heldOut }, { dedup: "exact", heldOut: 0.05 });
    assert.deepEqual(
      sources.map((source) => (source.type === "git" ? source.url : source.path)),
      ["/home/me/app", "https://example.org/site.git", "/home/me/study/notes"],
    );
  });

  it("reports a filter on a signal that does not exist", () => {
    assert.deepEqual(problemsOf(valid.replace('"parseErrorShare"', '"parseErrors"')), [
      'x.corpus.json:7:43: error: no signal is called "parseErrors"; there are quality, parseErrorShare',
    ]);
  });

  it("reports a filter for a language that nobody knows, and a classifier that is not there", () => {
    const languages = valid.replace('{ "max": 0.1 }', '{ "max": 0.1, "languages": ["Python", "python"] }');
    assert.deepEqual(problemsOf(languages), ['x.corpus.json:7:100: error: no language is called "python"']);
    const classifier = (file: string): string => valid.replace('"filters"', `"classifier": "${file}", "filters"`);
    assert.deepEqual(problemsOf(classifier("good.json")), []);
    assert.deepEqual(problemsOf(classifier("bad.json")), [
      "x.corpus.json:7:17: error: there is no classifier bad.json",
    ]);
  });

  it("reports what a source of its type lacks or has too much", () => {
    assert.deepEqual(problemsOf(valid.replace('"path": "notes"', '"paht": "notes"')), [
      'x.corpus.json:5:5: error: "path" is missing (expected string)',
      'x.corpus.json:5:42: error: unknown name "paht"; did you mean "path"?',
    ]);
  });

  it("reports two sources of one name, and bounds that leave nothing", () => {
    assert.deepEqual(problemsOf(valid.replace('"site"', '"app"')), [
      'x.corpus.json:4:15: error: another source is called "app" already',
    ]);
    assert.deepEqual(problemsOf(valid.replace('{ "max": 0.1 }', '{ "min": 0.2, "max": 0.1 }')), [
      "x.corpus.json:7:62: error: min is above max",
    ]);
  });
});
