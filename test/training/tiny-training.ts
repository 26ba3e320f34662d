import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../src/stage/json.ts";
import type { StageWork } from "../../src/stage/runner.ts";
import { TokenShardWriter } from "../../src/training/token-shard.ts";
import { trainParametersSchema } from "../../src/training/train-parameters.ts";

/** The native trainer, which is built before the tests run. */
export const trainer = join(import.meta.dirname, "..", "..", "build", "trainer", "ablate-trainer");

export const tinyModel = {
  architecture: "llama",
  vocabulary: 64,
  hidden: 16,
  layers: 2,
  heads: 2,
  keyValueHeads: 1,
  feedForward: 32,
  context: 8,
  ropeTheta: 10_000,
  normEpsilon: 1e-5,
  tiedEmbeddings: true,
} as const;

const TOKENS = 2001;
const BYTES_PER_TOKEN = 3;

/** A folder with two tokenised corpora of a language of 64 tokens, in which `train` stages can be run. */
export class TinyTraining {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<TinyTraining> {
    const training = new TinyTraining(await mkdtemp(join(tmpdir(), "ablate-train-")));
    // Text counts upwards in ones, code in threes: easy to learn, and easy to tell apart.
    await training.#writeShard("text", 1);
    await training.#writeShard("code", 3);
    const tokenizer = join(training.folder, "tokenizer");
    await mkdir(tokenizer);
    await writeFile(join(tokenizer, "tokenizer.json"), "{}");
    const tokenBytes = Array.from({ length: tinyModel.vocabulary }, () => BYTES_PER_TOKEN);
    await writeFile(join(tokenizer, "special-tokens.json"), JSON.stringify({ endOfText: 0 }));
    await writeFile(join(tokenizer, "token-bytes.json"), JSON.stringify(tokenBytes));
    return training;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  /** A work in a new folder `name`. `from` is the folder of an earlier phase. */
  async work(name: string, parameters: JsonObject, from?: string): Promise<StageWork> {
    const folder = join(this.folder, name);
    await mkdir(folder, { recursive: true });
    const corpora = Object.keys(trainParametersSchema.parse(parameters).mixture);
    const inputs = {
      tokenizer: join(this.folder, "tokenizer"),
      ...Object.fromEntries(corpora.map((corpus) => [`tokens:${corpus}`, join(this.folder, corpus)])),
      ...(from === undefined ? {} : { from }),
    };
    return { stage: { kind: "train", key: name, label: name, parameters, inputs }, inputs, folder };
  }

  async #writeShard(corpus: string, stride: number): Promise<void> {
    await mkdir(join(this.folder, corpus));
    const shard = await TokenShardWriter.create(join(this.folder, corpus, "tokens"), "uint16");
    await shard.append(Array.from({ length: TOKENS }, (_, position) => (position * stride) % tinyModel.vocabulary));
    await shard.finish();
    await shard.close();
  }
}

/** Parameters of a `train` stage of `steps` steps of 4 sequences. */
export function trainParameters(steps: number, seed: number, mixture: Readonly<Record<string, number>>): JsonObject {
  return {
    model: tinyModel,
    optimiser: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 },
    schedule: { shape: "cosine", peak: 0.01, final: 0.001, warmupSteps: 5 },
    steps,
    sequencesPerStep: 4,
    seed,
    mixture,
    carryOptimiser: false,
  };
}

/** Makes every weight of a model folder not a number: a float32 whose bytes are all 0xff. */
export async function spoilWeights(modelFolder: string): Promise<void> {
  const file = join(modelFolder, "model.safetensors");
  const content = await readFile(file);
  const headerBytes = 8 + Number(content.readBigUInt64LE(0));
  await writeFile(file, content.fill(0xff, headerBytes));
}
