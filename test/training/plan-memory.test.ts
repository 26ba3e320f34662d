import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ModelShape, parameterCount } from "../../src/experiment/model.ts";
import { askForPlan } from "../../src/training/pack-memory.ts";
import { type TrainConfiguration, trainEventSchema } from "../../src/training/protocol.ts";
import { runTrainer } from "../../src/training/trainer-process.ts";
import { TinyTraining, tinyModel, trainer } from "./tiny-training.ts";

const signal = new AbortController().signal;

/** A tenth: what the plan promises. */
const TOLERANCE = 0.1;

function shape(hidden: number, layers: number, heads: number, feedForward: number, vocabulary: number): ModelShape {
  return { ...tinyModel, vocabulary, hidden, layers, heads, keyValueHeads: heads, feedForward, context: 256 };
}

const sizes = [
  { name: "1M", model: shape(128, 4, 4, 352, 1024), packs: [1, 3] },
  { name: "7M", model: shape(256, 6, 4, 704, 8192), packs: [1, 3] },
  { name: "20M", model: shape(448, 7, 7, 1152, 8192), packs: [1] },
] as const;

describe("the memory that a plan foretells", function () {
  this.timeout(120_000);
  let training: TinyTraining;
  beforeEach(async () => (training = await TinyTraining.create()));
  afterEach(() => training.remove());

  /** Two steps of a pack of so many arms. */
  async function configurationOf(model: ModelShape, arms: number): Promise<TrainConfiguration> {
    const tokenBytes = join(training.folder, "token-bytes.json");
    await writeFile(tokenBytes, JSON.stringify(Array.from({ length: model.vocabulary }, () => 3)));
    const names = Array.from({ length: arms }, (_, index) => `arm-${String(index)}`);
    for (const name of names) await mkdir(join(training.folder, name));
    return {
      device: "cpu",
      threads: 2,
      model,
      optimiser: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 },
      schedule: { shape: "constant", peak: 0.001, final: 0.001, warmupSteps: 0 },
      steps: 2,
      sequencesPerStep: 2,
      logEvery: 1,
      checkpointEvery: 1,
      tokenBytes,
      endOfText: 0,
      arms: names.map((name, seed) => ({
        name,
        folder: join(training.folder, name),
        seed,
        sources: [{ name: "text", shard: join(training.folder, "text", "tokens"), weight: 1 }],
      })),
    };
  }

  async function peakOf(configuration: TrainConfiguration): Promise<number> {
    const file = join(training.folder, "configuration.json");
    await writeFile(file, JSON.stringify(configuration));
    const onEvent = (): void => undefined;
    const run = { trainer, command: "train", configuration: file, events: trainEventSchema, signal, onEvent } as const;
    const done = await runTrainer(run);
    assert.ok(done.event === "done");
    return done.peakMemoryBytes;
  }

  for (const { name, model, packs } of sizes) {
    for (const arms of packs) {
      it(`is that of a run, for ${String(arms)} × ${name}`, async () => {
        const configuration = await configurationOf(model, arms);
        const plan = await askForPlan(trainer, configuration, signal);
        assert.equal(plan.parameters, parameterCount(model));
        const foretold = plan.memoryBytes[arms - 1] ?? 0;
        const measured = await peakOf(configuration);
        const difference = Math.abs(foretold - measured) / measured;
        assert.ok(difference < TOLERANCE, `foretold ${String(foretold)}, measured ${String(measured)}`);
      });
    }
  }
});
