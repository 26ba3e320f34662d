import assert from "node:assert/strict";
import type { Checkpoint } from "../../src/experiment/checkpoint.ts";
import { type CorpusFile, corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { parseAblationFile } from "../../src/experiment/experiment.ts";
import { SourceText } from "../../src/experiment/source-text.ts";
import { modelSchema, modelShape } from "../../src/experiment/model.ts";
import { formatProblem } from "../../src/experiment/problem.ts";
import { ablationReferences } from "../fixtures/ablation-references.ts";

const valid = `{
  "corpora": ["text", "code"],
  "tokenizer": { "vocabulary": 512, "mixture": { "text": 0.5, "code": 0.5 } },
  "model": "tiny",
  "seeds": [1, 2],
  "baseline": "plain", // the arm without code
  "arms": [
    { "name": "plain", "phases": [{ "tokens": 4096, "mixture": { "text": 1 } }] },
    { "name": "mixed", "phases": [{ "tokens": 4096, "mixture": { "text": 0.75, "code": 0.25 } }] }
  ]
}`;

function corpus(...sources: object[]): CorpusFile {
  return corpusFileSchema.parse({ sources });
}

const corpora: Readonly<Record<string, CorpusFile>> = {
  text: corpus({ name: "wordnet", type: "wordnet", path: "dict", class: "text" }),
  code: corpus({ name: "app", type: "folder", path: "app", class: "code" }),
  novels: corpus({ name: "novels", type: "folder", path: "novels", class: "text" }),
};

const sizes = { hidden: 32, layers: 2, heads: 4, keyValueHeads: 2, feedForward: 40, context: 128 };
const checkpoint: Checkpoint = {
  folder: "/models/base",
  shape: modelShape(modelSchema.parse({ ...sizes, architecture: "cohere" }), 61),
  endOfText: 60,
};

function parse(text: string): ReturnType<typeof parseAblationFile> {
  return parseAblationFile(
    text,
    "x.ablation.json",
    ablationReferences({
      corpus: (name) => corpora[name],
      checkpoint: (path) => (path === "base" ? checkpoint : { complaint: `${path} is not a checkpoint` }),
    }),
  );
}

function valueOf(text: string): object {
  const { value } = new SourceText("x.ablation.json", text);
  assert.ok(typeof value === "object" && value !== null);
  return value;
}

function problemsOf(text: string): readonly string[] {
  return parse(text).problems.map(formatProblem);
}

describe("an ablation file", () => {
  it("is JSON with comments whose defaults are filled in", () => {
    const { value, problems } = parse(valid);
    assert.deepEqual(problems, []);
    assert.equal(value?.model.vocabulary, 512);
    assert.equal(value.training.schedule, "cosine");
    assert.deepEqual(
      value.arms.map(({ name }) => name),
      ["plain", "mixed"],
    );
  });

  it("expands a proportion grid to arms named by their share", () => {
    const grid = `{ "generate": "proportion", "of": "code", "against": "text", "shares": [0, 0.125, 1], "tokens": 4096 }`;
    const text = valid.replace(/"arms": \[[^]*\]\n/, `"arms": ${grid}\n`).replace('"plain"', '"code-0"');
    assert.deepEqual(
      parse(text).value?.arms.map(({ name, phases }) => [name, phases[0]?.mixture]),
      [
        ["code-0", { text: 1, code: 0 }],
        ["code-12.5", { text: 0.875, code: 0.125 }],
        ["code-100", { text: 0, code: 1 }],
      ],
    );
  });

  it("reports a corpus that has no file where it is named", () => {
    assert.deepEqual(problemsOf(valid.replace('["text", "code"]', '["text", "code", "prose"]')), [
      'x.ablation.json:2:31: error: unknown corpus "prose": there is no prose.corpus.json beside this file',
    ]);
  });

  it("reports a mixture that does not sum to 1", () => {
    assert.deepEqual(problemsOf(valid.replace("0.75", "0.7")), [
      'x.ablation.json:9:64: error: the mixture of arm "mixed" sums to 0.95; the shares must sum to 1',
    ]);
  });

  it("reports a misspelt name with the one that was meant", () => {
    assert.deepEqual(
      problemsOf(valid.replace('"tokens": 4096, "mixture": { "text": 1 }', '"tokns": 4096, "mixture": { "text": 1 }')),
      [
        'x.ablation.json:8:35: error: "tokens" is missing (expected number)',
        'x.ablation.json:8:37: error: unknown name "tokns"; did you mean "tokens"?',
      ],
    );
  });

  it("reports a corpus that a mixture misspells", () => {
    assert.deepEqual(problemsOf(valid.replace('"text": 0.75', '"texts": 0.75')), [
      'x.ablation.json:9:66: error: the mixture of arm "mixed" names an unknown corpus "texts"; did you mean "text"?',
    ]);
  });

  it("may begin with a byte order mark, which no editor shows", () => {
    assert.deepEqual(problemsOf(`\ufeff${valid}`), []);
    assert.deepEqual(
      problemsOf(`\ufeff${valid.replace("{", '{ "x": 1,')}`),
      problemsOf(valid.replace("{", '{ "x": 1,')),
    );
  });

  it("may state the seeds of initialisation and of the order of the data apart, or cross them", () => {
    const withSeeds = (seeds: unknown): string => valid.replace("[1, 2]", JSON.stringify(seeds));
    const { value } = parse(withSeeds([1, { seed: 7, initialisation: 1 }]));
    assert.deepEqual(value?.trainingSeeds, [
      { seed: 1, initialisation: 1, order: 1 },
      { seed: 7, initialisation: 1, order: 7 },
    ]);
    assert.deepEqual(parse(withSeeds({ initialisation: [1, 2], order: [5, 6, 7] })).value?.seeds, [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(problemsOf(withSeeds([1, { seed: 1, order: 2 }, { seed: 3, initialisation: 1, order: 1 }])), [
      "x.ablation.json:5:15: error: seed 1 stands here twice",
      "x.ablation.json:5:36: error: this is the same training as seed 1",
    ]);
  });

  it("reports two shares that make arms of one name", () => {
    const grid = `{ "generate": "proportion", "of": "code", "against": "text", "shares": [0.25, 0.25000001], "tokens": 4096 }`;
    const problems = problemsOf(valid.replace(/"baseline"[^]*/, `"baseline": "code-25", "arms": ${grid} }`));
    assert.match(problems.join("\n"), /^\S+ error: this share and 0\.25 both make the arm "code-25"$/);
  });

  it("reports a part of a step that is larger than the step, and an optimiser that there is not", () => {
    const training = (options: string): string => valid.replace('"seeds"', `"training": ${options}, "seeds"`);
    assert.deepEqual(problemsOf(training(`{ "sequencesPerStep": 8, "sequencesPerPart": 9 }`)), [
      "x.ablation.json:5:60: error: a part of 9 sequences is more than a step has (8); make it smaller, or leave it out",
    ]);
    assert.match(
      problemsOf(training(`{ "optimiser": { "kind": "lion" } }`)).join(),
      /^x\.ablation\.json:5:\d+: error: /,
    );
    assert.deepEqual(problemsOf(training(`{ "optimiser": { "kind": "muon" } }`)), []);
  });

  it("reports learning rates that cannot be", () => {
    const withTraining = (training: object, phases: readonly object[]): readonly string[] => {
      const phase = { tokens: 65536, mixture: { text: 1 } };
      const arms = [{ name: "plain", phases: phases.map((stated) => ({ ...phase, ...stated })) }];
      const file = { ...valueOf(valid), training, arms };
      return parse(JSON.stringify(file)).problems.map(({ message }) => message);
    };
    assert.deepEqual(withTraining({ schedule: "wsd", finalRateShare: 0.1, decayShare: 0.9 }, [{}]), []);
    assert.deepEqual(withTraining({ schedule: "wsd", decayShare: 0.9, warmupShare: 0.2 }, [{}, {}]), [
      "a warm-up over 0.2 and a decay over 0.9 of the steps are more than all of them",
    ]);
    assert.deepEqual(withTraining({ decayShare: 0.9 }, [{ decayShape: "linear" }]), [
      '"decayShare" has no effect: no phase has the schedule wsd',
      '"decayShape" belongs to the schedule wsd; this phase has cosine',
    ]);
    assert.deepEqual(withTraining({ finalRateShare: 0.1, finalRate: 1e-4 }, [{ rate: 1e-5, finalRate: 1e-6 }]), [
      '"finalRate" and "finalRateShare" both say what the last rate is; leave one of them out',
    ]);
    assert.deepEqual(withTraining({ rate: 1e-3 }, [{ finalRate: 2e-3 }]), [
      "the last rate, 0.002, is above the peak of the phase, 0.001",
    ]);
    assert.deepEqual(
      withTraining({}, [
        { rate: "continue", finalRate: 0 },
        { rate: "continue", warmupShare: 0.1 },
      ]),
      [
        "the first phase has no rate before it to continue; state one",
        "the phase before ends at a rate of 0, from which nothing can go on; raise its last rate or state one here",
        'a rate that continues has no warm-up; leave "warmupShare" out, or state a "rate"',
      ],
    );
  });

  it("reports a suite that its corpora leave nothing to ask about", () => {
    const evaluation = `"evaluation": { "suites": ["knowledge", "code"] },`;
    const text = `{ ${evaluation}\n "corpora": ["novels"], "tokenizer": { "vocabulary": 512, "mixture": { "novels": 1 } },
      "model": "tiny", "seeds": [1], "baseline": "plain",
      "arms": [{ "name": "plain", "phases": [{ "tokens": 4096, "mixture": { "novels": 1 } }] }] }`;
    assert.deepEqual(
      parse(text).problems.map(({ line, column, message }) => `${String(line)}:${String(column)} ${message}`),
      [
        '1:30 the suite knowledge asks about WordNet, and no corpus has a source of type "wordnet"; ' +
          'add one, or leave knowledge out of "suites"',
        '1:43 the suite code asks about held-out documents of class "code", and no corpus has any; ' +
          'add a source or raise "heldOut", or leave code out of "suites"',
      ],
    );
  });

  it("reports a baseline that is no arm, a preset that is none, and text that is no JSON", () => {
    assert.deepEqual(problemsOf(valid.replace('"baseline": "plain"', '"baseline": "none"')), [
      'x.ablation.json:6:15: error: no arm is called "none"; there are plain, mixed',
    ]);
    assert.match(problemsOf(valid.replace('"tiny"', '"huge"')).join(), /x\.ablation\.json:4:12: error: .*"toy"/);
    assert.match(
      problemsOf(valid.replace('"seeds": [1, 2],', '"seeds": [1, 2,')).join(),
      /:\d+:\d+: error: not valid JSON/,
    );
    assert.match(problemsOf("").join(), /error: /);
  });

  describe("that goes on from a checkpoint", () => {
    const tokenizer = `"tokenizer": { "vocabulary": 512, "mixture": { "text": 0.5, "code": 0.5 } },`;
    const from = (model: string): string => valid.replace(tokenizer, "").replace('"tiny"', model);

    it("has its shape and tokenizer, at a context that it may shorten", () => {
      const { value, problems } = parse(from('{ "from": "base", "context": 64 }'));
      assert.deepEqual(problems, []);
      assert.deepEqual(value?.model, { ...checkpoint.shape, context: 64 });
      assert.equal(value.checkpoint, checkpoint);
      assert.equal(value.tokenizer, undefined);
      assert.equal(parse(from('{ "from": "base" }')).value?.model.context, 128);
    });

    it("reports what does not go together, where it stands", () => {
      assert.deepEqual(problemsOf(from('{ "from": "elsewhere" }')), [
        "x.ablation.json:4:22: error: elsewhere is not a checkpoint",
      ]);
      assert.deepEqual(problemsOf(from('{ "from": "base", "context": 256 }')), [
        "x.ablation.json:4:41: error: the checkpoint was made for at most 128 tokens",
      ]);
      assert.deepEqual(problemsOf(valid.replace('"tiny"', '{ "from": "base" }')), [
        'x.ablation.json:3:16: error: the tokenizer is that of the checkpoint in "model"; leave "tokenizer" out',
      ]);
      assert.deepEqual(problemsOf(valid.replace(tokenizer, "")), [
        'x.ablation.json:1:1: error: "tokenizer" is missing (only a checkpoint brings its own)',
      ]);
      assert.deepEqual(problemsOf(from('{ "from": "base", "contxt": 64 }')), [
        'x.ablation.json:4:30: error: unknown name "contxt"; did you mean "context"?',
      ]);
    });
  });
});
