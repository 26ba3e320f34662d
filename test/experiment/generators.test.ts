import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { type Experiment, parseAblationFile } from "../../src/experiment/experiment.ts";
import { drawDirichlet } from "../../src/experiment/generators/dirichlet.ts";
import { formatProblem, type Parsed } from "../../src/experiment/problem.ts";
import { Random } from "../../src/stage/random.ts";
import { ablationReferences } from "../fixtures/ablation-references.ts";

const corpus = corpusFileSchema.parse({ sources: [{ name: "files", type: "folder", path: "files", class: "text" }] });
const tokens = 4096;

function parse(arms: unknown, baseline: string, others: object = {}): Parsed<Experiment> {
  const file = {
    corpora: ["text", "code", "../shared/math"],
    tokenizer: { vocabulary: 512, mixture: { text: 1 } },
    model: "tiny",
    seeds: [1],
    baseline,
    arms,
    evaluation: { suites: ["bitsPerByte"] },
    ...others,
  };
  return parseAblationFile(JSON.stringify(file), "x.ablation.json", ablationReferences({ corpus: () => corpus }));
}

function armsOf(arms: unknown, baseline: string): Experiment["arms"] {
  const { value, problems } = parse(arms, baseline);
  assert.deepEqual(problems.map(formatProblem), []);
  return value?.arms ?? [];
}

function problemsOf(arms: unknown, baseline: string, others: object = {}): readonly string[] {
  return parse(arms, baseline, others).problems.map(({ message }) => message);
}

describe("generated arms", () => {
  it("have the share of one corpus against a mixture of others", () => {
    const against = { text: 0.75, "../shared/math": 0.25 };
    const arms = armsOf({ generate: "proportion", of: "code", against, shares: [0, 0.2], tokens }, "code-0");
    assert.deepEqual(
      arms.map(({ name, phases }) => [name, phases[0]?.mixture]),
      [
        ["code-0", { text: 0.75, "../shared/math": 0.25, code: 0 }],
        ["code-20", { text: 0.6000000000000001, "../shared/math": 0.2, code: 0.2 }],
      ],
    );
  });

  it("leave out one corpus of a mixture each, at as many tokens or without its own", () => {
    const mixture = { text: 0.5, code: 0.25, "../shared/math": 0.25 };
    const phasesOf = (mode: string): unknown =>
      armsOf({ generate: "leaveOneOut", mixture, of: ["text", "../shared/math"], mode, tokens }, "all").map(
        ({ name, phases }) => [name, phases[0]?.tokens, phases[0]?.mixture],
      );
    const third = 1 / 3;
    assert.deepEqual(phasesOf("competitive"), [
      ["all", 4096, mixture],
      ["without-text", 4096, { code: 0.5, "../shared/math": 0.5 }],
      ["without-math", 4096, { text: 2 * third, code: third }],
    ]);
    assert.deepEqual(phasesOf("additive"), [
      ["all", 4096, mixture],
      ["without-text", 2048, { code: 0.5, "../shared/math": 0.5 }],
      ["without-math", 3072, { text: 2 * third, code: third }],
    ]);
  });

  it("are each combination of a grid, of arms that are generated themselves", () => {
    const of = { generate: "proportion", of: "code", against: "text", shares: [0, 0.5], tokens };
    const inner = { generate: "grid", over: { rate: [0.001, 0.003] }, arms: of };
    const outer = { generate: "grid", over: { model: ["tiny", "toy"], tokens: [8192] }, arms: inner };
    const arms = armsOf(outer, "code-0-rate-0.001-tiny-8.192k");
    assert.equal(arms.length, 8);
    assert.deepEqual(arms[7], {
      name: "code-50-rate-0.003-toy-8.192k",
      model: "toy",
      training: { rate: 0.003 },
      phases: [{ tokens: 8192, mixture: { text: 0.5, code: 0.5 }, carryOptimiser: true }],
    });
  });

  it("are variants of listed arms, whose phases keep their proportions", () => {
    const phases = [
      { tokens: 6144, mixture: { text: 1 } },
      { tokens: 2048, mixture: { code: 1 } },
    ];
    const variants = [{ name: "long", tokens: 32_768, training: { rate: 0.001, weightDecay: 0.05 } }];
    const [arm] = armsOf([{ generate: "variants", variants, arms: [{ name: "plain", phases }] }], "plain-long");
    assert.deepEqual(
      [arm?.phases.map((phase) => phase.tokens), arm?.training],
      [[24_576, 8192], { rate: 0.001, weightDecay: 0.05 }],
    );
  });

  it("share the phases before and after that in which they differ", () => {
    const before = [{ tokens: 8192, mixture: { text: 1 } }];
    const cooldown = { schedule: "linear", rate: "continue", finalRate: 1e-6 };
    const shares = [0, 0.2];
    const arms = armsOf(
      { generate: "proportion", name: "cool", of: "code", against: "text", shares, tokens, before, ...cooldown },
      "cool-0",
    );
    assert.deepEqual(
      arms.map(({ name, phases }) => [name, phases.map(({ mixture }) => mixture), phases[1]?.rate]),
      [
        ["cool-0", [{ text: 1 }, { text: 1, code: 0 }], "continue"],
        ["cool-20", [{ text: 1 }, { text: 0.8, code: 0.2 }], "continue"],
      ],
    );
  });

  it("may stand beside listed ones, and say so where two have one name", () => {
    const grid = { generate: "proportion", of: "code", against: "text", shares: [0, 1], tokens };
    const listed = { name: "code-0", phases: [{ tokens, mixture: { text: 1 } }] };
    assert.deepEqual(problemsOf([listed, grid], "code-0"), [
      'another arm is called "code-0" already; give this generator a "name"',
    ]);
    assert.equal(armsOf([listed, { ...grid, name: "c" }], "c-0").length, 3);
  });

  it("report what cannot be, where the generator says it", () => {
    const wrong = (arms: object): readonly string[] => parse(arms, "x").problems.map(formatProblem);
    const mixture = { text: 1, prose: 0 };
    assert.match(
      wrong({ generate: "leaveOneOut", mixture, tokens }).join("\n"),
      /unknown corpus "prose".*\n.*needs a mixture of two corpora/,
    );
    assert.match(
      wrong({ generate: "swarms", tokens }).join("\n"),
      /invalid discriminator value. Expected 'proportion' \| 'swarm'/i,
    );
    assert.match(
      wrong({ generate: "swarm", available: { text: 1e3, code: 1e3 }, arms: 2, tokens: 1e5 }).join("\n"),
      /all corpora together are repeated 50 times, more than "maxEpochs" \(4\)/,
    );
    assert.match(
      wrong({ generate: "grid", over: { rate: [1, 1] }, arms: [] }).join("\n"),
      /error: too small|rate 1 stands here twice/i,
    );
    const stated = [{ name: "x", phases: [{ tokens, mixture: { text: 1 }, rate: 0.01 }] }];
    assert.match(
      wrong({ generate: "grid", over: { rate: [0.1, 0.2] }, arms: stated }).join("\n"),
      /this changes nothing in the arm "x", whose phases state "rate" themselves/,
    );
    const huge = { generate: "swarm", available: { text: 1e9, code: 1e9 }, arms: 90, minimumShare: 0.001, tokens };
    const many = { generate: "grid", over: { rate: Array.from({ length: 90 }, (_, n) => (n + 1) / 1e3) }, arms: huge };
    assert.match(wrong(many).join("\n"), /more than 4096 arms/);
  });
});

describe("a swarm", () => {
  const swarm = { generate: "swarm", available: { text: 600e9, code: 150e9, "../shared/math": 50e9 }, tokens };

  it("has the natural mixture and drawn ones, of which a larger swarm has more and no others", () => {
    const small = armsOf({ ...swarm, arms: 8 }, "swarm-natural");
    const large = armsOf({ ...swarm, arms: 64 }, "swarm-natural");
    assert.deepEqual(small[0]?.phases[0]?.mixture, { text: 0.75, code: 0.1875, "../shared/math": 0.0625 });
    assert.deepEqual(large.slice(0, 9), small);
    assert.equal(large.at(-1)?.name, "swarm-64");
    assert.notDeepEqual(armsOf({ ...swarm, arms: 8, seed: 2 }, "swarm-natural"), small);
  });

  it("has no share below the smallest, no two mixtures alike, and none that repeats a corpus too often", () => {
    const arms = armsOf({ ...swarm, arms: 32, minimumShare: 0.05, targetTokens: 800e9 }, "swarm-natural").slice(1);
    const mixtures = arms.map(({ phases }) => phases[0]?.mixture ?? {});
    for (const [index, mixture] of mixtures.entries()) {
      const shares = Object.values(mixture);
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
      assert.ok(shares.every((share) => share === 0 || share >= 0.0499));
      // 50G tokens of 800G are a sixteenth: four epochs of them are a quarter.
      assert.ok((mixture["../shared/math"] ?? 0) <= 0.25);
      for (const other of mixtures.slice(0, index)) {
        assert.ok(Object.keys(mixture).some((name) => Math.abs((mixture[name] ?? 0) - (other[name] ?? 0)) > 0.05));
      }
    }
  });

  it("says how many mixtures there are where there are too few", () => {
    const two = { ...swarm, available: { text: 1e9, code: 1e9 }, minimumShare: 0.2, arms: 20 };
    assert.match(problemsOf(two, "swarm-natural").join(), /there are only [2-5] mixtures that differ/);
  });
});

describe("draws from a Dirichlet distribution", () => {
  // Of concentrations a that sum to A: means a/A, variances (a/A)(1 − a/A)/(A + 1).
  for (const concentrations of [
    [0.05, 0.02, 0.03],
    [2, 1, 1],
    [20, 70, 10],
  ]) {
    it(`have its means and variances at ${concentrations.join(", ")}`, () => {
      const random = Random.of("dirichlet", ...concentrations);
      const draws = Array.from({ length: 4000 }, () => drawDirichlet(random, concentrations));
      const sum = concentrations.reduce((total, a) => total + a, 0);
      for (const [index, a] of concentrations.entries()) {
        const values = draws.map((shares) => shares[index] ?? NaN);
        const mean = values.reduce((total, value) => total + value, 0) / values.length;
        const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1);
        const expected = ((a / sum) * (1 - a / sum)) / (sum + 1);
        // Four standard errors of a mean of 4000.
        assert.ok(Math.abs(mean - a / sum) < 4 * Math.sqrt(expected / 4000), `mean ${mean}`);
        assert.ok(Math.abs(variance / expected - 1) < 0.12, `variance ${variance}, not ${expected}`);
      }
    });
  }
});
