import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEvaluateRunner } from "../../src/evaluation/evaluate-stage.ts";
import { readItems } from "../../src/store/items.ts";
import { scoreRequests } from "../../src/training/score.ts";
import { createTokenizeRunner } from "../../src/training/tokenize-stage.ts";
import { createTokenizerRunner } from "../../src/training/tokenizer-stage.ts";
import { loadTokenizer } from "../../src/training/tokenizer.ts";
import { createTrainRunner } from "../../src/training/train-stage.ts";
import { writeDocuments } from "../fixtures/documents.ts";
import { syntaxSurroundings } from "../fixtures/open-syntax.ts";
import { runContext, stageWork } from "../fixtures/run-stage.ts";
import { tinyModel, trainer, trainParameters } from "../training/tiny-training.ts";

const STORY = "It was a dark night, and the rain fell on the house by the sea. Nobody came, and nobody went.\n";

describe("evaluation with the native trainer", () => {
  let root: string;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "ablate-scored-"));
  });

  after(() => rm(root, { recursive: true }));

  it("gives a text the bits that its tokens have one by one", async () => {
    const heldOut = `Then, one night, somebody came. ${STORY}`;
    await writeDocuments(join(root, "text"), [
      { text: STORY.repeat(40), source: "stories" },
      { text: heldOut, source: "stories", split: "heldout" },
    ]);
    const documents = { "documents:text": join(root, "text") };
    const context = runContext();
    const tokenizerRunner = createTokenizerRunner({
      processFile: new URL("../../src/training/tokenizer-process.ts", import.meta.url),
    });
    const tokenizerParameters = { vocabulary: 280, mixture: { text: 1 }, sampleBytes: 2000, seed: 1 };
    const folder = join(root, "tokenizer");
    await tokenizerRunner.run([await stageWork(tokenizerRunner, folder, tokenizerParameters, documents)], context);

    const tokenizeRunner = createTokenizeRunner(syntaxSurroundings);
    const tokens = join(root, "tokens");
    const tokenizeInputs = { documents: join(root, "text"), tokenizer: folder };
    await tokenizeRunner.run(
      [await stageWork(tokenizeRunner, tokens, { corpus: "text", split: "train" }, tokenizeInputs)],
      context,
    );

    const trainRunner = createTrainRunner({ trainer, cacheFolder: join(root, "cache") });
    const model = { ...tinyModel, vocabulary: 280 };
    const trained = join(root, "trained");
    const trainInputs = { "tokens:text": tokens, tokenizer: folder };
    await trainRunner.run(
      [await stageWork(trainRunner, trained, { ...trainParameters(30, 1, { text: 1 }), model }, trainInputs)],
      context,
    );

    const evaluateRunner = createEvaluateRunner({
      score: (models, requests, options) => scoreRequests(trainer, models, requests, options),
    });
    const suites = { suites: ["bitsPerByte"], items: 10, bytesPerSlice: 1000, seed: 1, wordnet: null };
    const evaluated = join(root, "evaluated");
    await evaluateRunner.run(
      [
        await stageWork(
          evaluateRunner,
          evaluated,
          { ...suites, context: model.context },
          { model: trained, tokenizer: folder, ...documents },
        ),
      ],
      context,
    );

    // By hand: each token alone, after end-of-text and what its window of 8 tokens has before it.
    const [ids = []] = await (await loadTokenizer(folder)).encode([heldOut]);
    const before = [0, ...ids];
    const oneByOne = ids.map((id, position) => {
      const window = position - (position % model.context);
      return { context: before.slice(window, position + 1), continuation: [id] };
    });
    const options = { context, endOfText: 0, folder: root, progress: () => undefined };
    const scores = await scoreRequests(trainer, [join(trained, "model")], oneByOne, options);
    const nats = -scores.reduce((sum, [logLikelihood]) => sum + (logLikelihood ?? Number.NaN), 0);

    const [row] = await readItems(join(evaluated, "items.parquet"));
    assert.ok(Math.abs((row?.nats ?? Number.NaN) - nats) < nats * 1e-5);
    assert.equal(row?.bytes, Buffer.byteLength(heldOut));
    // It has learnt something: less than the ln(280) nats a token of a model that knows nothing.
    assert.ok(nats < ids.length * Math.log(280));
  });
});
