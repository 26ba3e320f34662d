import assert from "node:assert/strict";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { StageError } from "../../src/stage/runner.ts";
import { type RequestToScore, scoreRequests } from "../../src/training/score.ts";
import { createTrainRunner } from "../../src/training/train-stage.ts";
import { runContext } from "../fixtures/run-stage.ts";
import { spoilWeights, TinyTraining, tinyModel, trainer, trainParameters } from "./tiny-training.ts";

describe("scoring", () => {
  let training: TinyTraining;
  const models: string[] = [];

  before(async () => {
    training = await TinyTraining.create();
    const works = [
      await training.work("text model", trainParameters(100, 1, { text: 1 })),
      await training.work("code model", trainParameters(100, 1, { code: 1 })),
    ];
    await createTrainRunner({ trainer, cacheFolder: join(training.folder, "cache") }).run(works, runContext());
    for (const { folder } of works) models.push(join(folder, "model"));
  });
  after(() => training.remove());

  const score = (requests: readonly RequestToScore[], ofModels = models): ReturnType<typeof scoreRequests> =>
    scoreRequests(trainer, ofModels, requests, {
      context: runContext(),
      endOfText: 0,
      folder: training.folder,
      progress: () => undefined,
    });

  /** Log-likelihoods of requests under the first model. */
  async function ofFirst(requests: readonly RequestToScore[]): Promise<number[]> {
    return (await score(requests)).map(([logLikelihood]) => logLikelihood ?? Number.NaN);
  }

  it("gives probabilities: those of all next tokens sum to 1, for every model", async () => {
    const every = Array.from({ length: tinyModel.vocabulary }, (_, token) => ({
      context: [5, 6, 7],
      continuation: [token],
    }));
    const results = await score(every);
    for (const model of [0, 1]) {
      const sum = results.reduce((total, logLikelihoods) => total + Math.exp(logLikelihoods[model] ?? NaN), 0);
      assert.ok(Math.abs(sum - 1) < 1e-5);
    }
  });

  it("multiplies along a continuation, starts after end-of-text, and cuts on the left", async () => {
    const long = Array.from({ length: 30 }, (_, position) => position);
    const [both, first, second, fromNothing, fromEnd, ofLong, ofCut] = await ofFirst([
      { context: [5, 6], continuation: [7, 9] },
      { context: [5, 6], continuation: [7] },
      { context: [5, 6, 7], continuation: [9] },
      { context: [], continuation: [3] },
      { context: [0], continuation: [3] },
      { context: long, continuation: [30] },
      { context: long.slice(-tinyModel.context), continuation: [30] },
    ]);
    const near = (a = NaN, b = NaN): void => assert.ok(Math.abs(a - b) < 1e-5, `${a} and ${b}`);
    near(both, (first ?? NaN) + (second ?? NaN));
    near(fromNothing, fromEnd);
    near(ofLong, ofCut);
  });

  it("tells models apart: each knows its own corpus", async () => {
    const [counting, threes] = await score([
      { context: [20, 21, 22, 23], continuation: [24] },
      { context: [20, 23, 26, 29], continuation: [32] },
    ]);
    assert.ok((counting?.[0] ?? 0) > (counting?.[1] ?? 0));
    assert.ok((threes?.[1] ?? 0) > (threes?.[0] ?? 0));
  });

  it("has no number for a model whose weights are not finite, and numbers for the others", async () => {
    const broken = join(training.folder, "broken");
    await cp(models[0] ?? "", broken, { recursive: true });
    await spoilWeights(broken);
    const [result] = await score([{ context: [1], continuation: [2] }], [broken, ...models]);
    assert.deepEqual(
      result?.map((logLikelihood) => logLikelihood === null),
      [true, false, false],
    );
  });

  it("leaves no files behind, and refuses what cannot be scored with a reason", async () => {
    const before = await readdir(training.folder);
    assert.deepEqual(await score([]), []);
    await assert.rejects(score([{ context: [1], continuation: [64] }]), StageError);
    await assert.rejects(
      score([{ context: [1], continuation: [2] }], ["/nowhere"]),
      /\/nowhere\/config\.json cannot be read/,
    );
    assert.deepEqual(await readdir(training.folder), before);
  });
});
