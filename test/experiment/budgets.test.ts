import assert from "node:assert/strict";
import { armAmounts } from "../../src/experiment/budgets/amounts.ts";
import { comparisonOf } from "../../src/experiment/budgets/comparison.ts";
import { settleArms } from "../../src/experiment/budgets/settle.ts";
import type { SizeOf } from "../../src/experiment/budgets/source-size.ts";
import { type Experiment, parseAblationFile } from "../../src/experiment/experiment.ts";
import { ablationReferences } from "../fixtures/ablation-references.ts";

/** An experiment with arms `a`, the baseline, and `b`, of one phase each. */
function experiment(a: object, b: object, fields: object = {}): Experiment {
  const file = {
    corpora: ["text", "code"],
    tokenizer: { vocabulary: 512, mixture: { text: 1 } },
    ...{ model: "tiny", seeds: [1], baseline: "a" },
    ...fields,
    arms: [
      { name: "a", phases: [a] },
      { name: "b", phases: [b] },
    ],
  };
  const { value, problems } = parseAblationFile(JSON.stringify(file), "x.ablation.json", ablationReferences());
  assert.deepEqual(problems, []);
  assert.ok(value !== undefined);
  return value;
}

/** Text has 4 bytes a token, code 2. */
const sizes: SizeOf = (source) =>
  source === "text" ? { tokens: 100_000, bytes: 400_000 } : { tokens: 10_000, bytes: 20_000 };

const plain = { tokens: 80_000, mixture: { text: 1 } };

describe("the budget of an arm", () => {
  it("stays as it is written, unless the file asks for more", () => {
    const declared = experiment(plain, { tokens: 80_000, mixture: { text: 0.5, code: 0.5 } });
    const settled = settleArms(declared, () => undefined);
    assert.deepEqual(settled, { arms: declared.arms, changes: [], violations: [], unmeasured: [] });
    assert.deepEqual(comparisonOf(declared, settled.arms, sizes), {
      matched: "tokens",
      label: "Matched by tokens, competitive: 80k tokens in every arm.",
    });
  });

  it("is text and what is added on top of it, where mixtures are additive", () => {
    const declared = experiment(plain, { ...plain, added: { code: 20_000 } });
    const { arms } = settleArms(declared, sizes);
    assert.deepEqual(arms[1]?.phases, [{ tokens: 100_000, mixture: { text: 0.8, code: 0.2 }, carryOptimiser: true }]);
    const { matched, label } = comparisonOf(declared, arms, sizes);
    assert.equal(matched, "additive");
    assert.equal(label, "Additive: the same 80k tokens of text in every arm, and what is added on top of it.");
  });

  it("differs where arms have other totals, and is said to", () => {
    const declared = experiment(plain, { ...plain, tokens: 40_000 });
    assert.deepEqual(comparisonOf(declared, settleArms(declared, sizes).arms, sizes), {
      matched: "nothing",
      label: "Not matched: arms have 40k to 80k tokens, so that they differ in their budget too.",
    });
  });

  it("makes as many bytes as the baseline's, where arms are matched by bytes", () => {
    const mixed = { tokens: 80_000, mixture: { text: 0.5, code: 0.5 } };
    const declared = experiment(plain, mixed, { match: "bytes" });
    assert.deepEqual(settleArms(declared, () => undefined).unmeasured, ["text", "code"]);
    const { arms, changes } = settleArms(declared, sizes);
    // 80 000 tokens of 4 bytes are 320 000 bytes: of 3 bytes each, as half text and half code are, 106 667.
    assert.deepEqual(
      arms.map(({ phases }) => phases[0]?.tokens),
      [80_000, 106_667],
    );
    assert.deepEqual(changes, ["b has 106667 tokens, 133.33 % of those stated, for as many bytes as a"]);
    assert.equal(comparisonOf(declared, arms, sizes).matched, "bytes");
  });

  it("takes as much arithmetic as the baseline's, where arms are matched by FLOPs", () => {
    const model = (layers: number): object => ({ hidden: 32, layers, heads: 2, feedForward: 96, context: 64 });
    const file = {
      ...{ corpora: ["text"], tokenizer: { vocabulary: 512, mixture: { text: 1 } }, model: model(2), seeds: [1] },
      ...{ baseline: "small", match: "flops" },
      arms: [
        { name: "small", phases: [{ tokens: 80_000, mixture: { text: 1 } }] },
        { name: "large", model: model(4), phases: [{ tokens: 80_000, mixture: { text: 1 } }] },
      ],
    };
    const { value } = parseAblationFile(JSON.stringify(file), "x.ablation.json", ablationReferences());
    assert.ok(value !== undefined);
    const { arms } = settleArms(value, sizes);
    // By hand, 6N + 6·L·d·T: a layer has 4·32² + 3·32·96 + 64 = 13 376 parameters, the rest 512·32 + 32 = 16 416;
    // so 6·(43 168 + 2·32·64) = 283 584 and 6·(69 920 + 4·32·64) = 468 672 FLOPs a token.
    assert.equal(arms[1]?.phases[0]?.tokens, Math.round((80_000 * 283_584) / 468_672));
    assert.equal(comparisonOf(value, arms, sizes).matched, "flops");
  });

  it("is what a grid of additive shares says of each arm", () => {
    const file = {
      ...{ corpora: ["text", "code"], tokenizer: { vocabulary: 512, mixture: { text: 1 } }, model: "tiny", seeds: [1] },
      baseline: "code-0",
      arms: { generate: "proportion", of: "code", against: "text", mode: "additive", shares: [0, 0.2], tokens: 80_000 },
    };
    const { value } = parseAblationFile(JSON.stringify(file), "x.ablation.json", ablationReferences());
    assert.ok(value !== undefined);
    const { arms } = settleArms(value, sizes);
    assert.deepEqual(arms.map(armAmounts), [{ text: 80_000 }, { text: 80_000, code: 20_000 }]);
    assert.equal(comparisonOf(value, arms, sizes).matched, "additive");
  });

  it("is held to the limit of repetition: told, refused or capped", () => {
    // 60 000 tokens of code are 6 epochs of 10 000.
    const much = { tokens: 80_000, mixture: { text: 0.25, code: 0.75 } };
    const repeating = (beyond: string): Experiment =>
      experiment(plain, much, { repetition: { sources: { code: { maxEpochs: 3, beyond } } } });
    assert.deepEqual(settleArms(repeating("warn"), sizes).violations, []);
    assert.match(
      settleArms(repeating("error"), sizes).violations.join(),
      /^b would see "code" 6 times, and "repetition" allows 3: /,
    );
    const { arms, changes } = settleArms(repeating("cap"), sizes);
    // Three epochs of code; text fills the rest of 80 000.
    assert.deepEqual(armAmounts(arms[1] ?? { phases: [] }), { text: 50_000, code: 30_000 });
    assert.deepEqual(changes, ['b has 37.5 % of "code" in place of 75 %: it is capped at 3 epochs']);
  });

  it("is matched and held to its limits at once", () => {
    const mixed = { tokens: 80_000, mixture: { text: 0.5, code: 0.5 } };
    const repetition = { sources: { code: { maxEpochs: 1, beyond: "cap" } } };
    const { arms } = settleArms(experiment(plain, mixed, { match: "bytes", repetition }), sizes);
    // 10 000 tokens of code are 20 000 bytes; text makes the other 300 000 of 320 000 bytes.
    const { text = 0, code = 0 } = armAmounts(arms[1] ?? { phases: [] });
    assert.ok(Math.abs(code - 10_000) < 2 && Math.abs(text - 75_000) < 20, `${String(text)} and ${String(code)}`);
  });

  it("shrinks under a cap where nothing may fill it: what is added on top, or all sources at their limits", () => {
    const repetition = { maxEpochs: 0.5, beyond: "cap" };
    const added = experiment(plain, { tokens: 20_000, mixture: { text: 1 }, added: { code: 20_000 } }, { repetition });
    assert.deepEqual(armAmounts(settleArms(added, sizes).arms[1] ?? { phases: [] }), { text: 20_000, code: 5000 });
    const { arms } = settleArms(
      experiment(plain, { tokens: 80_000, mixture: { text: 0.5, code: 0.5 } }, { repetition }),
      sizes,
    );
    assert.deepEqual(arms.map(armAmounts), [{ text: 50_000 }, { text: 50_000, code: 5000 }]);
  });

  it("may not add tokens that are to be matched by something else", () => {
    const file = {
      corpora: ["text"],
      tokenizer: { vocabulary: 512, mixture: { text: 1 } },
      ...{ model: "tiny", seeds: [1], baseline: "a", match: "bytes" },
      arms: [{ name: "a", phases: [{ ...plain, added: { text: 10 } }] }],
    };
    const { problems } = parseAblationFile(JSON.stringify(file), "x.ablation.json", ablationReferences());
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['arms that add tokens are compared at the same text, not at the same bytes; leave "match" out'],
    );
  });
});
