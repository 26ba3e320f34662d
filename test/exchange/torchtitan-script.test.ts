import assert from "node:assert/strict";
import { torchtitanDifferences, torchtitanScript } from "../../src/exchange/torchtitan-script.ts";
import { trainParametersSchema } from "../../src/training/train-parameters.ts";

const parameters = trainParametersSchema.parse({
  model: {
    architecture: "llama",
    vocabulary: 300,
    hidden: 64,
    layers: 1,
    heads: 2,
    keyValueHeads: 1,
    feedForward: 32,
    context: 48,
    ropeTheta: 10000,
    normEpsilon: 1e-6,
    tiedEmbeddings: true,
  },
  optimiser: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 0, decayEmbeddings: false },
  schedule: { shape: "wsd", peak: 0.004, final: 0.001, warmupSteps: 10, decay: { steps: 40, shape: "squareRoot" } },
  steps: 200,
  sequencesPerStep: 8,
  zLoss: 0.0001,
  documentMasking: true,
  seed: 7,
  mixture: { text: 0.75, code: 0.25 },
  carryOptimiser: false,
});

// What torchtitan makes of such a script: reference/check_torchtitan.py.
describe("a script that goes on with torchtitan", () => {
  const mixture = [{ prefix: "tokens/text", weight: 0.75 }, { prefix: "tokens/code", weight: 0.25 }]; // prettier-ignore
  const continued = { arm: "code-25", seed: 7, experiment: "e", endOfText: 3, parameters, mixture };
  const script = torchtitanScript(continued);

  it("has the arm's model, mixture, batch, rates and decay", () => {
    for (const part of [
      '("tokens/text", 0.75)',
      "CONTEXT = 48",
      "END_OF_TEXT = 3",
      "DOCUMENT_MASKING = True",
      "ComplexRoPE.Config(dim=32, max_seq_len=CONTEXT, theta=10000)",
      "eps=0.000001",
      "global_batch_size=8",
      '"lr": 0.004',
      'decay_type="sqrt"',
      "decay_ratio=0.2",
      "min_lr_factor=0.25",
      'adamw("norm|tok_embeddings|lm_head", 0.0)',
      // A bound of 0 would make every gradient 0 there.
      'max_norm=float("inf")',
      "DebugConfig(seed=7)",
    ])
      assert.ok(script.includes(part), part);
    assert.ok(torchtitanDifferences(parameters).some((line) => line.includes("z-loss of 0.0001")));
  });

  it("lets no name become code", () => {
    const named = torchtitanScript({ ...continued, arm: 'a"\nimport os', experiment: 'e"""\nimport os' });
    assert.ok(named.startsWith('"""Goes on training the arm a__import os, seed 7, of e____import os with'));
    assert.ok(named.includes('flavor="a\\"\\nimport os"'));
  });
});
