import assert from "node:assert/strict";
import { megatronDifferences, megatronScript } from "../../src/exchange/megatron-script.ts";
import { trainParametersSchema } from "../../src/training/train-parameters.ts";

const parameters = trainParametersSchema.parse({
  model: {
    architecture: "llama",
    vocabulary: 300,
    hidden: 16,
    layers: 1,
    heads: 2,
    keyValueHeads: 2,
    feedForward: 32,
    context: 32,
    ropeTheta: 10000,
    normEpsilon: 1e-5,
    tiedEmbeddings: true,
  },
  optimiser: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 },
  schedule: { shape: "wsd", peak: 0.003, final: 0.0003, warmupSteps: 10, decay: { steps: 40, shape: "squareRoot" } },
  steps: 200,
  sequencesPerStep: 8,
  zLoss: 0.0001,
  seed: 1,
  mixture: { text: 0.75, code: 0.25 },
  carryOptimiser: false,
});

describe("a script that goes on with Megatron", () => {
  const mixture = [{ prefix: "tokens/text", weight: 0.75 }, { prefix: "tokens/code", weight: 0.25 }]; // prettier-ignore
  const script = megatronScript({ arm: "code-25", seed: 1, experiment: "e", endOfText: 0, parameters, mixture });

  it("has the arm's mixture, batch, rates and decay", () => {
    for (const part of [
      '("tokens/text", 0.75)',
      "global_batch_size=8",
      "default=0.003",
      'lr_decay_style="WSD"',
      'lr_wsd_decay_style="minus_sqrt"',
      "round(arguments.iterations * 0.2)",
      "seq_length=32",
    ])
      assert.ok(script.includes(part), part);
    assert.ok(megatronDifferences(parameters).some((line) => line.includes("z-loss of 0.0001")));
  });

  it("lets no name of a file become code", () => {
    const named = megatronScript({
      arm: "a",
      seed: 1,
      experiment: 'e"""\nimport os',
      endOfText: 0,
      parameters,
      mixture,
    });
    assert.ok(named.startsWith('"""Goes on training the arm a, seed 1, of e____import os with'), named.slice(0, 90));
  });
});
