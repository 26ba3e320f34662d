import assert from "node:assert/strict";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { StageError } from "../../src/stage/runner.ts";
import { type GeneratedText, type GenerateOptions, generateTexts } from "../../src/training/generate.ts";
import type { GenerateRequest } from "../../src/training/protocol.ts";
import { createTrainRunner } from "../../src/training/train-stage.ts";
import { runContext } from "../fixtures/run-stage.ts";
import { spoilWeights, TinyTraining, tinyModel, trainer, trainParameters } from "./tiny-training.ts";

describe("generating", () => {
  let training: TinyTraining;
  const models: string[] = [];
  /** Token 20 is "20 ". */
  const strings = Array.from({ length: tinyModel.vocabulary }, (_, id) => new TextEncoder().encode(`${String(id)} `));

  before(async () => {
    training = await TinyTraining.create();
    // Models that count: in ones, and in threes.
    const works = [
      await training.work("text model", trainParameters(1000, 1, { text: 1 })),
      await training.work("code model", trainParameters(1000, 1, { code: 1 })),
    ];
    await createTrainRunner({ trainer, cacheFolder: join(training.folder, "cache") }).run(works, runContext());
    for (const { folder } of works) models.push(join(folder, "model"));
  });
  after(() => training.remove());

  function generate(
    requests: readonly GenerateRequest[],
    options: Partial<GenerateOptions> = {},
    ofModels = models,
  ): Promise<GeneratedText[][]> {
    return generateTexts(trainer, ofModels, requests, {
      context: runContext(),
      folder: training.folder,
      endOfText: 0,
      tokenStrings: strings,
      progress: () => undefined,
      ...options,
    });
  }

  it("continues as each model has learnt", async () => {
    const [result] = await generate([{ prompt: [20, 21, 22], maxTokens: 3 }]);
    assert.deepEqual(result?.[0], { tokens: [23, 24, 25], text: "23 24 25 ", stopped: "length" });
    const [byThrees] = await generate([{ prompt: [20, 23, 26], maxTokens: 3 }]);
    assert.equal(byThrees?.[1]?.text, "29 32 35 ");
  });

  it("ends before a stop text, and at end of text", async () => {
    const results = await generate([
      { prompt: [20, 21, 22], maxTokens: 5, stop: ["4 2"] },
      { prompt: [59, 60, 61], maxTokens: 5 },
    ]);
    assert.deepEqual(results[0]?.[0], { tokens: [23, 24], text: "23 2", stopped: "stop" });
    assert.deepEqual(results[1]?.[0], { tokens: [62, 63], text: "62 63 ", stopped: "endOfText" });
  });

  it("draws the same tokens with the same seed", async () => {
    const requests = [{ prompt: [20, 21, 22], maxTokens: 5 }];
    const draw = (seed: number): Promise<GeneratedText[][]> =>
      generate(requests, { sampling: { temperature: 5, seed } });
    assert.deepEqual(await draw(1), await draw(1));
    assert.notDeepEqual(await draw(1), await draw(2));
  });

  it("says which model is not finite, refuses what cannot be continued, and leaves no files behind", async () => {
    const before = await readdir(training.folder);
    const broken = join(training.folder, "text model", "broken");
    await cp(models[0] ?? "", broken, { recursive: true });
    await spoilWeights(broken);
    const [result] = await generate([{ prompt: [1], maxTokens: 2 }], {}, [broken, ...models]);
    assert.deepEqual(
      result?.map(({ stopped }) => stopped === "notFinite"),
      [true, false, false],
    );
    await assert.rejects(generate([{ prompt: [64], maxTokens: 2 }]), StageError);
    await assert.rejects(generate([{ prompt: [1], maxTokens: 9 }]), /more than the model's context of 8/);
    assert.deepEqual(await readdir(training.folder), before);
  });
});
