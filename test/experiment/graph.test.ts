import assert from "node:assert/strict";
import type { Checkpoint } from "../../src/experiment/checkpoint.ts";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { parseAblationFile } from "../../src/experiment/experiment.ts";
import {
  type CheckpointInput,
  compileGraph,
  type CorpusInput,
  corpusStages,
  type StageGraph,
} from "../../src/experiment/graph.ts";
import { modelPresets } from "../../src/experiment/model-presets.ts";
import { modelSchema, modelShape, parameterCount, trainingFlopsPerToken } from "../../src/experiment/model.ts";
import { ablationReferences } from "../fixtures/ablation-references.ts";

const versions = { measure: 1, curate: 1, contamination: 1, tokenizer: 1, tokenize: 1, train: 1, evaluate: 1 };

function corpus(fingerprint: string, path = "/files"): CorpusInput {
  const source = { name: "files", type: "folder", path, class: "text" };
  return {
    file: corpusFileSchema.parse({ sources: [source] }),
    fingerprints: { files: fingerprint },
    rules: "r",
    ruleNames: [],
  };
}

const base: Checkpoint = {
  folder: "/models/base",
  shape: modelShape(modelSchema.parse({ hidden: 32, layers: 2, heads: 4, feedForward: 40, context: 64 }), 61),
  endOfText: 60,
};

function graphOf(
  arms: readonly object[],
  text = corpus("a"),
  training: object = {},
  checkpoint?: CheckpointInput,
  seeds: unknown = [1, 2],
): StageGraph {
  const tokenizer = { vocabulary: 512, mixture: { text: 1 } };
  const file = {
    corpora: ["text", "code"],
    ...(checkpoint === undefined ? { tokenizer, model: "tiny" } : { model: { from: "base" } }),
    seeds,
    baseline: "first",
    training,
    arms,
  };
  const { value } = parseAblationFile(
    JSON.stringify(file),
    "x.ablation.json",
    ablationReferences({ checkpoint: () => base }),
  );
  assert.ok(value !== undefined);
  const corpora = new Map([
    ["text", text],
    ["code", corpus("b")],
  ]);
  return compileGraph(value, corpora, versions, checkpoint);
}

function kinds(graph: StageGraph): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of graph.stages.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const text = { tokens: 8192, mixture: { text: 1 } };
const code = { tokens: 4096, mixture: { text: 0.5, code: 0.5 } };

describe("the graph of an experiment", () => {
  it("has a stage for each phase, arm and seed, and shares what arms have in common", () => {
    const graph = graphOf([
      { name: "first", phases: [text] },
      { name: "then-code", phases: [text, code] },
    ]);
    // The first phase of both arms is the same stage: 2 seeds × (1 shared + 1 more).
    assert.deepEqual(kinds(graph), {
      measure: 2,
      curate: 2,
      contamination: 1,
      tokenizer: 1,
      tokenize: 2,
      train: 4,
      evaluate: 4,
    });
    const [first, , thenCode] = graph.armRuns;
    assert.equal(first?.phases[0], thenCode?.phases[0]);
  });

  it("trains an arm with the rate and the clip that it states, and the others as the file says", () => {
    const graph = graphOf([
      { name: "first", phases: [text] },
      { name: "gentle", training: { rate: 0.001, finalRateShare: 0.5, clip: 0.25 }, phases: [text] },
    ]);
    const trained = [...graph.stages.values()].filter(({ kind }) => kind === "train");
    const stated = trained.map(
      ({ parameters: { schedule, optimiser } }) =>
        JSON.parse(JSON.stringify({ ...Object(schedule), ...Object(optimiser) })) as Record<string, number>,
    );
    assert.deepEqual(
      stated.map(({ peak, final, clip }) => [peak, final, clip]),
      [
        [0.003, 0.003 * 0.1, 1],
        [0.003, 0.003 * 0.1, 1],
        [0.001, 0.0005, 0.25],
        [0.001, 0.0005, 0.25],
      ],
    );
  });

  it("trains an arm's own model, with as many steps as its own batch makes of the tokens", () => {
    const training = { sequencesPerStep: 4, weightDecay: 0.2 };
    const graph = graphOf([
      { name: "first", phases: [text] },
      { name: "large", model: "toy", training, phases: [text] },
    ]);
    const [first, , large] = graph.armRuns.map(({ phases }) => graph.stages.get(phases[0] ?? "")?.parameters);
    // tiny has 64 positions and toy 128; the file's batch is 16 sequences.
    assert.equal(first?.["steps"], 8192 / (16 * 64));
    assert.equal(large?.["steps"], 8192 / (4 * 128));
    assert.partialDeepStrictEqual(large, { model: { hidden: 128, vocabulary: 512 }, optimiser: { weightDecay: 0.2 } });
    // All models are asked the same, in the context of the shortest.
    const contexts = graph.armRuns.map(({ evaluation }) => graph.stages.get(evaluation)?.parameters["context"]);
    assert.deepEqual(contexts, [64, 64, 64, 64]);
  });

  it("names every input before it is needed", () => {
    const seen = new Set<string>();
    for (const stage of graphOf([{ name: "first", phases: [text, code] }]).stages.values()) {
      for (const key of Object.values(stage.inputs)) assert.ok(seen.has(key), stage.label);
      seen.add(stage.key);
    }
  });

  it("does not make an arm depend on a corpus that has no share in it", () => {
    const graph = graphOf([{ name: "first", phases: [{ tokens: 8192, mixture: { text: 1, code: 0 } }] }]);
    assert.equal(kinds(graph)["tokenize"], 1);
    assert.deepEqual(
      graph.armRuns.map(({ phases }) => phases),
      graphOf([{ name: "first", phases: [text] }]).armRuns.map(({ phases }) => phases),
    );
  });

  it("gives other keys when a source's content changes, and the same ones when only its place does", () => {
    const keys = (graph: StageGraph): string => [...graph.stages.keys()].join();
    const arms = [{ name: "first", phases: [text] }];
    assert.equal(keys(graphOf(arms)), keys(graphOf(arms, corpus("a", "/elsewhere"))));
    assert.notEqual(keys(graphOf(arms)), keys(graphOf(arms, corpus("changed"))));
  });

  it("measures a source once, whatever is made of it", () => {
    const stagesOf = (members: object): Record<string, string> => {
      const { file, ...input } = corpus("a");
      const { measures, curate } = corpusStages("text", { file: { ...file, ...members }, ...input }, versions);
      assert.deepEqual(curate.inputs, { "measured:files": measures[0]?.key });
      return { measure: measures[0]?.key ?? "", curate: curate.key };
    };
    const before = stagesOf({});
    for (const change of [{ filters: { quality: { min: 0.5 } } }, { seed: 2 }, { heldOutBy: "repository" }]) {
      const after = stagesOf(change);
      assert.equal(after["measure"], before["measure"]);
      assert.notEqual(after["curate"], before["curate"]);
    }
    assert.notEqual(stagesOf({ maxFileBytes: 10 })["measure"], before["measure"]);
  });

  it("gives a checkpoint to the first phase of every arm, and other keys to another content alone", () => {
    const input = { folder: "/models/base", tokenizer: "t", model: "m" };
    const graph = (checkpoint: CheckpointInput): StageGraph =>
      graphOf([{ name: "first", phases: [text, text] }], corpus("a"), {}, checkpoint);
    const keys = (ofGraph: StageGraph, kind: string): readonly string[] =>
      [...ofGraph.stages.values()].filter((stage) => stage.kind === kind).map(({ key }) => key);
    const before = graph(input);
    assert.deepEqual(
      [...before.stages.values()]
        .filter(({ kind }) => kind === "train")
        .map(({ parameters }) => parameters["checkpoint"]),
      [
        { folder: "/models/base", fingerprint: "m" },
        undefined,
        { folder: "/models/base", fingerprint: "m" },
        undefined,
      ],
    );
    const moved = graph({ ...input, folder: "/elsewhere" });
    assert.deepEqual([...moved.stages.keys()], [...before.stages.keys()]);
    // Other weights train anew on the same tokens.
    const changed = graph({ ...input, model: "changed" });
    assert.deepEqual(keys(changed, "tokenize"), keys(before, "tokenize"));
    assert.ok(keys(changed, "train").every((key) => !keys(before, "train").includes(key)));
    assert.notDeepEqual(keys(graph({ ...input, tokenizer: "changed" }), "tokenize"), keys(before, "tokenize"));
  });

  it("starts from one seed and draws the data by another, where they are stated apart", () => {
    const arms = [{ name: "first", phases: [text, code] }];
    const crossed = graphOf(arms, corpus("a"), {}, undefined, { initialisation: [1, 2], order: [1, 2] });
    const plain = graphOf(arms);
    assert.deepEqual(
      crossed.armRuns.map(({ seed, phases }) => [
        seed,
        ...phases.map((key) => {
          const { seed: order, initialisationSeed } = crossed.stages.get(key)?.parameters ?? {};
          return [order, initialisationSeed];
        }),
      ]),
      [
        [1, [1, undefined], [1 + 2 ** 32, undefined]],
        [2, [2, 1], [2 + 2 ** 32, undefined]],
        [3, [1, 2], [1 + 2 ** 32, undefined]],
        [4, [2, undefined], [2 + 2 ** 32, undefined]],
      ],
    );
    // What is the same training has the same keys, whatever it is called.
    assert.deepEqual(crossed.armRuns[3]?.phases, plain.armRuns[1]?.phases);
  });

  it("draws other sequences in a later phase than in the first", () => {
    const graph = graphOf([{ name: "first", phases: [text, text] }]);
    const seeds = [...graph.stages.values()]
      .filter(({ kind }) => kind === "train")
      .map((stage) => stage.parameters["seed"]);
    assert.deepEqual(seeds, [1, 2 ** 32 + 1, 2, 2 ** 32 + 2]);
  });
});

describe("the options of training", () => {
  const parametersOf = (training: object): object | undefined => {
    const graph = graphOf([{ name: "first", phases: [text] }], corpus("a"), training);
    return [...graph.stages.values()].find(({ kind }) => kind === "train")?.parameters;
  };

  it("reach the trainer where they are stated, and leave a stage's parameters as they are where not", () => {
    const plain = parametersOf({});
    assert.deepEqual(parametersOf({ optimiser: { kind: "adamw" }, zLoss: 0, documentMasking: false }), plain);
    const optimiser = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
    const options = { sequencesPerPart: 4, zLoss: 1e-4, documentMasking: true };
    const stated = { optimiser: { kind: "muon" }, decayEmbeddings: false, ...options };
    assert.deepEqual(parametersOf(stated), {
      ...plain,
      ...options,
      optimiser: { ...optimiser, decayEmbeddings: false, muon: { momentum: 0.95 } },
    });
  });
});

describe("the learning rates of an arm's phases", () => {
  const schedulesOf = (phases: readonly object[], training: object = {}): readonly unknown[] =>
    [...graphOf([{ name: "first", phases }], corpus("a"), training).stages.values()]
      .filter(({ kind, label }) => kind === "train" && label.endsWith("seed 1"))
      .map(({ parameters }) => parameters["schedule"]);
  // 16 sequences of the tiny model's 64 tokens are a step.
  const phase = (steps: number, stated: object): object => ({ ...text, tokens: steps * 16 * 64, ...stated });

  it("begin anew in every phase, as the file says for all of them", () => {
    const anew = { shape: "cosine", peak: 0.003, final: 0.003 * 0.1, warmupSteps: 5 };
    assert.deepEqual(schedulesOf([phase(100, {}), phase(100, {})]), [anew, anew]);
  });

  it("cool down from where the phase before ended to the rate that is stated", () => {
    const cooldown = { schedule: "linear", rate: "continue", finalRate: 1e-6 };
    const stable = { schedule: "constant", rate: 2e-3 };
    assert.deepEqual(schedulesOf([phase(100, stable), phase(20, cooldown)]).at(-1), {
      shape: "linear",
      peak: 2e-3,
      final: 1e-6,
      warmupSteps: 0,
    });
    assert.deepEqual(schedulesOf([phase(100, { finalRateShare: 0.25 }), phase(20, cooldown)]).at(-1), {
      shape: "linear",
      peak: 0.003 * 0.25,
      final: 1e-6,
      warmupSteps: 0,
    });
  });

  it("stay stable until the decay of a wsd schedule", () => {
    const training = { schedule: "wsd", decayShare: 0.3, finalRate: 0 };
    const wsd = { shape: "wsd", peak: 0.003, final: 0, warmupSteps: 2, decay: { steps: 12, shape: "squareRoot" } };
    assert.deepEqual(schedulesOf([phase(40, {})], training), [wsd]);
    assert.deepEqual(schedulesOf([phase(40, { decayShape: "linear", decayShare: 0.5 })], training), [
      { ...wsd, decay: { steps: 20, shape: "linear" } },
    ]);
  });
});

describe("a model's size", () => {
  // d768 L12 ffn2048 V50304 tied, T1024: 798 MFLOP per token.
  it("agrees with the published count of a 124M Llama shape", () => {
    const declared = modelPresets["85m"]?.model;
    assert.ok(declared !== undefined);
    const shape = modelShape(declared, 50_304);
    // By hand: 50304·768 + 12·(4·768² + 3·768·2048 + 2·768) + 768 = 123 587 328.
    assert.equal(parameterCount(shape), 123_587_328);
    assert.equal(Math.round(trainingFlopsPerToken(shape) / 1e6), 798);
  });

  it("agrees with what transformers counts in checkpoints of both architectures", () => {
    const sizes = { hidden: 32, layers: 2, heads: 4, keyValueHeads: 2, feedForward: 40, context: 16 };
    // metadata.total_parameters of trainer/test/hf/fixtures/*/model.safetensors.index.json
    const llama = modelSchema.parse(sizes);
    assert.equal(parameterCount(modelShape(llama, 61)), 15936);
    const cohere = modelSchema.parse({ ...sizes, architecture: "cohere", tiedEmbeddings: false });
    assert.equal(parameterCount(modelShape(cohere, 61)), 17824);
  });

  it("is, without embeddings, within 4 % of what a preset's name says", () => {
    const units = { m: 1e6, b: 1e9 };
    for (const [name, { model }] of Object.entries(modelPresets)) {
      const { number, unit } = /^(?<number>[\d.]+)(?<unit>[mb])$/.exec(name)?.groups ?? {};
      if (unit !== "m" && unit !== "b") continue;
      const shape = modelShape(model, 1000);
      const size = parameterCount(shape) - 1000 * shape.hidden;
      const stated = Number(number) * units[unit];
      assert.ok(Math.abs(size / stated - 1) < 0.04, `${name}: ${String(size)}`);
    }
  });
});

describe("a model's shape", () => {
  it("has cohere's scale of the logits unless another is stated, and llama none", () => {
    const sizes = { hidden: 32, layers: 2, heads: 4, feedForward: 40, context: 16 };
    const scaleOf = (fields: object): number | undefined =>
      modelShape(modelSchema.parse({ ...sizes, ...fields }), 61).logitScale;
    assert.equal(scaleOf({}), undefined);
    assert.equal(scaleOf({ architecture: "cohere" }), 0.0625);
    assert.equal(scaleOf({ architecture: "cohere", logitScale: 1 }), 1);
    assert.match(
      modelSchema.safeParse({ ...sizes, logitScale: 1 }).error?.message ?? "",
      /belongs to the architecture/,
    );
  });
});
