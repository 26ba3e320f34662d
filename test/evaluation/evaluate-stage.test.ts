import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEvaluateRunner, type ScoreRequests } from "../../src/evaluation/evaluate-stage.ts";
import { StageError, type StageWork } from "../../src/stage/runner.ts";
import { readItems } from "../../src/store/items.ts";
import { createTokenizerRunner } from "../../src/training/tokenizer-stage.ts";
import { loadTokenizer } from "../../src/training/tokenizer.ts";
import { writeDocuments } from "../fixtures/documents.ts";
import { writeInventedWordNet } from "../fixtures/invented-wordnet.ts";
import { runContext, stageWork } from "../fixtures/run-stage.ts";

const STORY = "It was a dark night, and the rain fell on the house by the sea.\nNobody came.\n";
const PROGRAM = Array.from(
  { length: 40 },
  (_, index) => `  const ${"value".repeat(1 + (index % 7))}${String(index)} = read();`,
);

/** Every token is e^-1 likely to the first model, e^-2 to the second, and so on. */
const scoreByLength: ScoreRequests = (models, requests) =>
  Promise.resolve(requests.map(({ continuation }) => models.map((_, model) => -(model + 1) * continuation.length)));

describe("evaluate stage", () => {
  const parameters = {
    suites: ["bitsPerByte", "code"],
    items: 20,
    bytesPerSlice: 1000,
    seed: 1,
    context: 32,
    wordnet: null,
  };
  let folder: string;

  const work = (name: string, changes: Record<string, string | number | null | string[]> = {}): Promise<StageWork> => {
    const inputs = {
      model: join(folder, `train ${name}`),
      tokenizer: join(folder, "tokenizer"),
      "documents:text": join(folder, "text"),
      "documents:code": join(folder, "code"),
    };
    return stageWork(
      createEvaluateRunner({ score: scoreByLength }),
      join(folder, name),
      { ...parameters, ...changes },
      inputs,
    );
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-evaluate-"));
    await writeDocuments(join(folder, "text"), [
      { text: STORY, source: "stories" },
      { text: `Held out. ${STORY}`, source: "stories", split: "heldout" },
    ]);
    const code = { source: "app", class: "code", language: "JavaScript" };
    await writeDocuments(join(folder, "code"), [
      { text: PROGRAM.join("\n"), ...code },
      { text: [...PROGRAM].reverse().join("\n"), ...code, split: "heldout" },
    ]);
    const runner = createTokenizerRunner({
      processFile: new URL("../../src/training/tokenizer-process.ts", import.meta.url),
    });
    const mixture = { vocabulary: 280, mixture: { text: 0.5, code: 0.5 }, sampleBytes: 2000, seed: 1 };
    const inputs = { "documents:text": join(folder, "text"), "documents:code": join(folder, "code") };
    await runner.run([await stageWork(runner, join(folder, "tokenizer"), mixture, inputs)], runContext());
  });

  after(() => rm(folder, { recursive: true }));

  it("scores all models of a pack together, on the same items", async () => {
    const calls: (readonly string[])[] = [];
    const score: ScoreRequests = (models, requests, options) => {
      calls.push(models);
      options.progress(requests.length);
      return scoreByLength(models, requests, options);
    };
    const runner = createEvaluateRunner({ score });
    const works = [await work("a"), await work("b")];
    const keys = new Set<string | undefined>();
    for (const { stage, folder: place } of works) keys.add(await runner.packKey?.(stage, place));
    assert.equal(keys.size, 1);
    const context = runContext();
    await runner.run(works, context);
    assert.deepEqual(calls, [[join(folder, "train a", "model"), join(folder, "train b", "model")]]);

    const [a = [], b = []] = await Promise.all(works.map((of) => readItems(join(of.folder, "items.parquet"))));
    assert.deepEqual(
      a.map(({ item }) => item),
      b.map(({ item }) => item),
    );
    assert.deepEqual(context.reports.at(-1), { done: a.length * 2, total: a.length * 2, unit: "items" });

    // The second model gives each token twice the nats of the first.
    for (const [index, row] of a.entries()) assert.equal(b[index]?.nats, row.nats * 2);
    const tokenizer = await loadTokenizer(join(folder, "tokenizer"));
    const story = a.find(({ slice }) => slice === "text/stories");
    const [tokens = []] = await tokenizer.encode([`Held out. ${STORY}`]);
    assert.deepEqual([story?.nats, story?.bytes, story?.correct], [tokens.length, Buffer.byteLength(STORY) + 10, null]);

    const summary: unknown = JSON.parse(await readFile(join(works[0]?.folder ?? "", "summary.json"), "utf8"));
    const questions = a.filter(({ suite }) => suite === "code");
    const bytesOfCode = PROGRAM.join("\n").length;
    const tokensOfCode = a.find(({ slice }) => slice === "code/app")?.nats ?? 0;
    assert.deepEqual(summary, {
      slices: [
        { suite: "bitsPerByte", slice: "code/app", items: 1, value: tokensOfCode / (Math.LN2 * bytesOfCode) },
        {
          suite: "bitsPerByte",
          slice: "text/stories",
          items: 1,
          value: tokens.length / (Math.LN2 * (Buffer.byteLength(STORY) + 10)),
        },
        {
          suite: "code",
          slice: "JavaScript",
          items: questions.length,
          value: questions.filter(({ correct }) => correct).length / questions.length,
        },
      ],
    });
  });

  it("calls the choice of the largest log-likelihood the answer", async () => {
    const runner = createEvaluateRunner({ score: scoreByLength });
    const one = await work("answers", { suites: ["code"] });
    await runner.run([one], runContext());
    const rows = await readItems(join(one.folder, "items.parquet"));
    assert.equal(rows.length, 20);
    for (const { choices, choiceBytes, logLikelihoods, gold, correct, nats, bytes } of rows) {
      assert.ok(choices !== null && choiceBytes !== null && logLikelihoods !== null && gold !== null);
      assert.deepEqual(
        choiceBytes,
        choices.map((choice) => Buffer.byteLength(choice)),
      );
      assert.equal(correct, logLikelihoods.indexOf(Math.max(...logLikelihoods)) === gold);
      assert.deepEqual([-nats, bytes], [logLikelihoods[gold], choiceBytes[gold]]);
    }
  });

  it("says what is missing where a suite cannot be built", async () => {
    const runner = createEvaluateRunner({ score: scoreByLength });
    const suites = ["knowledge", "reasoning"];
    await assert.rejects(
      runner.run([await work("no wordnet", { suites })], runContext()),
      /Add a source of type "wordnet"/,
    );
    const dict = join(folder, "dict");
    await writeInventedWordNet(dict);
    const reasoning = await work("reasoning", { suites: ["reasoning"], wordnet: dict });
    await runner.run([reasoning], runContext());
    assert.equal((await readItems(join(reasoning.folder, "items.parquet"))).length, 20);
  });

  it("fails the model that is not finite, and keeps the results of the others", async () => {
    const score: ScoreRequests = (models, requests) =>
      Promise.resolve(requests.map(() => models.map((_, model) => (model === 0 ? null : -1))));
    const outcomes = await createEvaluateRunner({ score }).run(
      [await work("broken"), await work("sound")],
      runContext(),
    );
    assert.ok(outcomes[0] instanceof StageError);
    assert.ok(!(outcomes[1] instanceof StageError));
  });
});
