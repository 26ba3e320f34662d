import assert from "node:assert/strict";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { parseAblationFile } from "../../src/experiment/experiment.ts";
import { compileGraph, type StageGraph } from "../../src/experiment/graph.ts";
import { importedSentinels } from "../../src/training/imported-tokenizer.ts";
import { ablationReferences } from "../fixtures/ablation-references.ts";

const versions = { measure: 1, curate: 1, contamination: 1, tokenizer: 1, tokenize: 1, train: 1, evaluate: 1 };

function parse(tokens?: object): ReturnType<typeof parseAblationFile> {
  const file = {
    corpora: ["code"],
    tokenizer: { vocabulary: 512, mixture: { code: 1 } },
    ...(tokens === undefined ? {} : { tokens }),
    ...{ model: "tiny", seeds: [1], baseline: "a", evaluation: { suites: ["bitsPerByte"] } },
    arms: [{ name: "a", phases: [{ tokens: 8192, mixture: { code: 1 } }] }],
  };
  return parseAblationFile(JSON.stringify(file), "x.ablation.json", ablationReferences());
}

function graphOf(tokens?: object): StageGraph {
  const { value } = parse(tokens);
  assert.ok(value !== undefined);
  const file = corpusFileSchema.parse({ sources: [{ name: "files", type: "folder", path: "/files", class: "code" }] });
  return compileGraph(value, new Map([["code", { file, fingerprints: { files: "a" }, rules: "r" }]]), versions);
}

describe("the token options of an experiment", () => {
  it("leave every key as it is where they ask for nothing", () => {
    const plain = [...graphOf().stages.keys()];
    assert.deepEqual([...graphOf({ code: {} }).stages.keys()], plain);
    assert.deepEqual([...graphOf({ code: { paths: "sentinels" } }).stages.keys()], plain);
  });

  it("change the tokens, and the tokenizer only where it needs sentinels", () => {
    const keyOf = (graph: StageGraph, kind: string): string | undefined =>
      [...graph.stages.values()].find((stage) => stage.kind === kind)?.key;
    const packed = graphOf({ code: { packing: "repository" } });
    assert.equal(keyOf(packed, "tokenizer"), keyOf(graphOf(), "tokenizer"));
    assert.notEqual(keyOf(packed, "tokenize"), keyOf(graphOf(), "tokenize"));
    assert.notEqual(keyOf(graphOf({ code: { fillInTheMiddle: {} } }), "tokenizer"), keyOf(graphOf(), "tokenizer"));
  });

  it("have to name a corpus of the experiment", () => {
    const [problem] = parse({ coed: {} }).problems;
    assert.equal(problem?.message, '"tokens" names an unknown corpus "coed"; did you mean "code"?');
  });

  it("refuse a checkpoint's tokenizer that has no such tokens", () => {
    const tokenizer = (names: readonly string[]): string =>
      JSON.stringify({
        added_tokens: names.map((content, id) => ({ id, content, special: true })),
        decoder: null,
        model: { vocab: {} },
      });
    const found = importedSentinels(tokenizer(["<file_sep>", "<repo_name>"]), ["<repo_name>", "<file_sep>"]);
    assert.deepEqual(found, { "<repo_name>": 1, "<file_sep>": 0 });
    assert.throws(
      () => importedSentinels(tokenizer(["<PRE>"]), ["<fim_prefix>"]),
      /The checkpoint's tokenizer has no special token <fim_prefix>/,
    );
  });
});
