import assert from "node:assert/strict";
import { Language, Query } from "web-tree-sitter";
import { parserFile, readGrammars } from "../../../src/corpus/syntax/grammars.ts";
import { loadParser, treeCaptures } from "../../../src/corpus/syntax/tree-captures.ts";
import { grammarsFolder } from "../../fixtures/curate-corpus.ts";
import { SAMPLES } from "./language-samples/samples.ts";

describe("captures read from the parser's memory", function () {
  this.timeout(60_000);

  it("are those that web-tree-sitter gives, in every language", async () => {
    const parser = await loadParser(parserFile(grammarsFolder));
    for (const { wasmFile, query, linguist } of await readGrammars(grammarsFolder)) {
      const language = await Language.load(wasmFile);
      parser.setLanguage(language);
      // A sign that no language has where it stands here, so that there is an error to capture.
      const text = `${(SAMPLES[linguist[0] ?? ""]?.lines ?? []).join("\n")}\n\u{1F600} )`;
      const tree = parser.parse(text);
      assert.ok(tree !== null);
      const compiled = new Query(language, `${query}\n(ERROR) @error`);
      const expected = compiled
        .captures(tree.rootNode)
        .filter(({ name }) => !name.startsWith("_"))
        .map(({ name, node }) => ({ name, start: node.startIndex, end: node.endIndex }));
      const found = treeCaptures(compiled, tree, text, { unfinishedMatches: 4096, isOver: () => false });
      assert.deepEqual(found, expected, linguist[0]);
      assert.ok(found.length > 0);
      tree.delete();
      compiled.delete();
    }
  });
});
