import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { parseAblationFile } from "../../src/experiment/experiment.ts";
import { compileGraph } from "../../src/experiment/graph.ts";
import { repetitionSchema } from "../../src/experiment/repetition.ts";
import { armUses } from "../../src/scheduler/plan/source-use.ts";
import { repetitions } from "../../src/scheduler/repetition-warnings.ts";
import { StageStore } from "../../src/store/stage-store.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { ablationReferences } from "../fixtures/ablation-references.ts";

describe("warnings of repetition", () => {
  let root = "";
  beforeEach(async () => (root = await mkdtemp(join(tmpdir(), "ablate-repetition-"))));
  afterEach(() => rm(root, { recursive: true }));

  it("name the arms that see a corpus more than four times, once its tokens are counted", async () => {
    const file = {
      corpora: ["text"],
      tokenizer: { vocabulary: 512, mixture: { text: 1 } },
      model: "tiny",
      seeds: [1],
      baseline: "short",
      arms: [
        { name: "short", phases: [{ tokens: 40_000, mixture: { text: 1 } }] },
        { name: "long", phases: [40_000, 5_000].map((tokens) => ({ tokens, mixture: { text: 1 } })) },
      ],
    };
    const { value } = parseAblationFile(JSON.stringify(file), "x.ablation.json", ablationReferences());
    assert.ok(value !== undefined);
    const source = { name: "files", type: "folder", path: "/files", class: "text" };
    const input = {
      file: corpusFileSchema.parse({ sources: [source] }),
      fingerprints: { files: "f" },
      rules: "r",
      ruleNames: [],
    };
    const corpora = new Map([["text", input]]);
    const graph = compileGraph(value, corpora, {
      measure: 1,
      curate: 1,
      contamination: 1,
      tokenizer: 1,
      tokenize: 1,
      train: 1,
      evaluate: 1,
    });
    const store = new StageStore(new Workspace(root));
    assert.deepEqual(repetitions(await armUses(graph, store), value.repetition), []);

    const tokenize = [...graph.stages.values()].find(({ kind }) => kind === "tokenize");
    assert.ok(tokenize !== undefined);
    await mkdir(store.folder(tokenize), { recursive: true });
    const work = await store.openWork(tokenize);
    await writeFile(join(work, "summary.json"), JSON.stringify({ tokens: 10_000, documents: 5, bytes: 30_000 }));
    const details = {
      version: 1,
      startedAt: new Date(0).toISOString(),
      seconds: 1,
      device: "cpu",
      pack: [],
      report: {},
    };
    await store.complete(tokenize, details);
    // 40 000 tokens are four epochs of 10 000; 45 000 are more.
    const uses = await armUses(graph, store);
    const [found, ...others] = repetitions(uses, value.repetition);
    assert.deepEqual(others, []);
    assert.match(found?.message ?? "", /^long sees "text" 4\.5 times: /);
    // 45 000 tokens of three bytes each.
    assert.equal(uses[1]?.bytes, 135_000);
    const patient = repetitionSchema.parse({ sources: { text: { maxEpochs: 5 } } });
    assert.deepEqual(repetitions(uses, patient), []);
  });
});
