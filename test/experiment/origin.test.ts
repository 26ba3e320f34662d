import assert from "node:assert/strict";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { type Experiment, parseAblationFile } from "../../src/experiment/experiment.ts";
import { type CompiledGraph, compileGraph, type StageGraph } from "../../src/experiment/graph.ts";
import { ablationReferences } from "../fixtures/ablation-references.ts";

const versions = { measure: 1, curate: 1, contamination: 1, tokenizer: 1, tokenize: 1, train: 1, evaluate: 1 };
const source = { name: "files", type: "folder", path: "/files", class: "text" };
const corpora = new Map([
  ["text", { file: corpusFileSchema.parse({ sources: [source] }), fingerprints: { files: "a" }, rules: "r" }],
]);

const pretrain = { tokens: 102_400, mixture: { text: 1 }, schedule: "constant" };
const cooldown = { tokens: 20_480, mixture: { text: 1 }, schedule: "linear", rate: "continue", finalRate: 1e-6 };

function read(arms: readonly object[], fields: object = {}, others: Readonly<Record<string, Experiment>> = {}) {
  const file = {
    ...{ corpora: ["text"], tokenizer: { vocabulary: 512, mixture: { text: 1 } }, model: "tiny", seeds: [1, 2] },
    ...{ baseline: "base", ...fields, arms },
  };
  const references = ablationReferences({
    experiment: (name) => others[name] ?? { complaint: `there is no ${name}.ablation.json` },
  });
  return parseAblationFile(JSON.stringify(file), "x.ablation.json", references);
}

function valueOf(...parameters: Parameters<typeof read>): Experiment {
  const { value, problems } = read(...parameters);
  assert.deepEqual(problems, []);
  assert.ok(value !== undefined);
  return value;
}

function graphOf(experiment: Experiment, origins?: ReadonlyMap<string, StageGraph>): CompiledGraph {
  return compileGraph(experiment, corpora, versions, undefined, undefined, origins);
}

describe("an arm that goes on from another", () => {
  const base = { name: "base", phases: [pretrain] };
  const repeated = graphOf(valueOf([base, { name: "cooled", phases: [pretrain, cooldown] }]));
  const lastStages = ({ armRuns }: StageGraph, arm: string): readonly unknown[] =>
    armRuns.filter((run) => run.arm === arm).map(({ phases }) => phases.at(-1));

  it("is the same stages as one that repeats the other's phases", () => {
    const named = graphOf(valueOf([{ name: "cooled", from: { arm: "base" }, phases: [cooldown] }, base]));
    assert.deepEqual(lastStages(named, "cooled"), lastStages(repeated, "cooled"));
    assert.deepEqual(new Set(named.stages.keys()), new Set(repeated.stages.keys()));
  });

  it("may be of another experiment, whose stages come along", () => {
    const other = valueOf([base]);
    const going = [{ name: "base", from: { experiment: "pretrain", arm: "base", phase: 1 }, phases: [cooldown] }];
    const graph = graphOf(valueOf(going, {}, { pretrain: other }), new Map([["pretrain", graphOf(other)]]));
    assert.deepEqual(lastStages(graph, "base"), lastStages(repeated, "cooled"));
    const seen = new Set<string>();
    for (const { key, inputs, label } of graph.stages.values()) {
      for (const input of Object.values(inputs)) assert.ok(seen.has(input), label);
      seen.add(key);
    }
    const tokenizer = { vocabulary: 600, mixture: { text: 1 } };
    const elsewhere = { ...valueOf([base]), tokenizer: { ...tokenizer, sampleBytes: 10 } };
    assert.throws(
      () => graphOf(valueOf(going, {}, { pretrain: other }), new Map([["pretrain", graphOf(elsewhere)]])),
      /base goes on from the arm "base" of pretrain\.ablation\.json, which has another tokenizer\./,
    );
  });

  it("starts each seed from its own, or all from the one that is stated", () => {
    const origins = (from: object): readonly unknown[] => {
      const graph = graphOf(
        valueOf([base, { name: "cooled", from, phases: [{ ...cooldown, carryOptimiser: false }] }]),
      );
      return lastStages(graph, "cooled").map((key) => {
        const stage = graph.stages.get(String(key));
        assert.ok(stage !== undefined);
        assert.equal(stage.parameters["carryOptimiser"], false);
        return graph.stages.get(stage.inputs["from"] ?? "")?.label;
      });
    };
    assert.deepEqual(origins({ arm: "base" }), ["train base seed 1", "train base seed 2"]);
    assert.deepEqual(origins({ arm: "base", seed: 2 }), ["train base seed 2", "train base seed 2"]);
  });

  it("is refused where there is nothing to go on from", () => {
    const messages = (from: object, fields: object = {}, others: Readonly<Record<string, Experiment>> = {}): unknown =>
      read([base, { name: "cooled", from, phases: [cooldown] }], fields, others).problems.map(({ message }) => message);
    assert.deepEqual(messages({ arm: "bas" }), ['no arm is called "bas"; there are base, cooled']);
    assert.deepEqual(messages({ arm: "base", phase: 2 }), ['the last phase of "base" is phase 1']);
    assert.deepEqual(messages({ arm: "cooled" }), ["the arm goes on from itself"]);
    assert.deepEqual(messages({ experiment: "pretrain", arm: "base" }), ["there is no pretrain.ablation.json"]);
    const other = { pretrain: valueOf([base], { seeds: [1] }) };
    assert.deepEqual(messages({ experiment: "pretrain", arm: "base" }, {}, other), [
      'there is no seed 2: "base" is trained with the seeds 1; state the "seed" to start from, or train with the same',
    ]);
    assert.deepEqual(messages({ experiment: "pretrain", arm: "base", seed: 1 }, { model: "toy" }, other), [
      'the model of "base" has another shape than that of "cooled"',
    ]);
  });
});
