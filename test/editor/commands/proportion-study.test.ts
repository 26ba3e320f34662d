import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { referencesBeside } from "../../../src/corpus/references-beside.ts";
import { nameProblem, proportionStudy } from "../../../src/editor/commands/proportion-study.ts";
import { parseCorpusFile } from "../../../src/experiment/corpus-file.ts";
import { parseAblationFile } from "../../../src/experiment/experiment.ts";
import { ablationReferences } from "../../fixtures/ablation-references.ts";

describe("a new experiment", () => {
  it("has two corpora and an ablation over them, without problems", () => {
    const files = proportionStudy("share-of-code");
    assert.deepEqual(Object.keys(files), ["text.corpus.json", "code.corpus.json", "share-of-code.ablation.json"]);
    for (const [name, text] of Object.entries(files)) {
      const parsed = name.endsWith(".corpus.json")
        ? parseCorpusFile(text, name, referencesBeside(name))
        : parseAblationFile(
            text,
            name,
            ablationReferences({
              corpus: (corpus) => {
                const file = `${corpus}.corpus.json`;
                return parseCorpusFile(files[file] ?? "", file, referencesBeside(file)).value;
              },
            }),
          );
      assert.deepEqual(parsed.problems, [], name);
    }
  });

  it("has a name that is the name of a folder and of a file, and leads nowhere else", () => {
    for (const name of ["code-share", "v1.2", "a_b"]) assert.equal(nameProblem(name), undefined);
    for (const name of ["", "..", ".hidden", "a/b", "a\\b", "a b", "x".repeat(81)]) {
      assert.match(nameProblem(name) ?? "", /letters/, name);
    }
  });
});
