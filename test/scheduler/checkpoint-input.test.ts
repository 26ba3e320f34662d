import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseCheckpointConfiguration } from "../../src/experiment/checkpoint.ts";
import { modelSchema, modelShape } from "../../src/experiment/model.ts";
import { checkpointBeside, fingerprintCheckpoint } from "../../src/scheduler/checkpoint-input.ts";
import { tokenizerJson } from "../../src/training/tokenizer-format.ts";

/** Made by transformers: trainer/test/hf/make_fixture.py. */
const fixtures = join(import.meta.dirname, "..", "..", "trainer", "test", "hf", "fixtures");

const sizes = { hidden: 32, layers: 2, heads: 4, keyValueHeads: 2, feedForward: 40, context: 16 };

describe("a checkpoint to train on from", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "ablate-checkpoint-"))));
  afterEach(() => rm(folder, { recursive: true }));

  const configuration = async (name: string, changes: object = {}): Promise<string> => {
    const text = await readFile(join(fixtures, name, "config.json"), "utf8");
    const written: unknown = JSON.parse(text);
    return JSON.stringify(Object.assign({}, written, changes));
  };

  it("has the shape that transformers 4 and 5 write", async () => {
    const declared = async (name: string): Promise<unknown> => parseCheckpointConfiguration(await configuration(name));
    const shapeOf = (fields: object): unknown => modelShape(modelSchema.parse({ ...sizes, ...fields }), 61);
    assert.deepEqual(await declared("llama"), { shape: shapeOf({ tiedEmbeddings: false }), endOfText: 0 });
    assert.deepEqual(await declared("llama-tied-bfloat16-shards"), {
      shape: shapeOf({ ropeTheta: 500, normEpsilon: 1e-6 }),
      endOfText: 0,
    });
    assert.deepEqual(await declared("cohere-untied-float16-shards"), {
      shape: shapeOf({
        architecture: "cohere",
        ropeTheta: 500,
        normEpsilon: 1e-6,
        tiedEmbeddings: false,
        logitScale: 0.25,
      }),
      endOfText: 0,
    });
  });

  it("is refused where it would be computed wrongly, with the reason", async () => {
    const complaint = async (changes: object): Promise<unknown> =>
      parseCheckpointConfiguration(await configuration("llama", changes));
    const cannot = (reason: string): object => ({ complaint: `${reason}, which cannot be computed` });
    assert.deepEqual(await complaint({ model_type: "gpt2" }), {
      complaint: "is of another architecture than llama and cohere",
    });
    assert.deepEqual(
      await complaint({ rope_parameters: { rope_type: "llama3", factor: 8 } }),
      cannot("has scaled rotary positions"),
    );
    assert.deepEqual(await complaint({ attention_bias: true }), cannot("has biases in attention"));
    assert.deepEqual(await complaint({ use_qk_norm: true }), cannot("has norms of queries and keys"));
    assert.deepEqual(await complaint({ sliding_window: 4096 }), cannot("has a sliding_window"));
    assert.deepEqual(await complaint({ hidden_act: "gelu" }), cannot("has another activation than silu"));
    assert.deepEqual(await complaint({ head_dim: 16 }), cannot("has heads that do not divide its hidden size"));
    assert.deepEqual(await complaint({ vocab_size: "many" }), { complaint: "has no usable vocab_size" });
    assert.deepEqual(parseCheckpointConfiguration("["), { complaint: "is not a JSON object" });
  });

  it("is found beside the ablation file, when all of it is there", async () => {
    const find = checkpointBeside(join(folder, "x.ablation.json"));
    assert.deepEqual(find("base"), {
      complaint: "base is not a checkpoint: there is no config.json that can be read",
    });
    await cp(join(fixtures, "cohere"), join(folder, "base"), { recursive: true });
    assert.deepEqual(find("base"), {
      complaint: "base has no tokenizer.json; save the checkpoint with its fast tokenizer",
    });
    await writeFile(join(folder, "base", "tokenizer.json"), "{}");
    const found = find("base");
    assert.ok("folder" in found);
    assert.equal(found.folder, join(folder, "base"));
    await rm(join(folder, "base", "model.safetensors"));
    assert.ok("complaint" in find("base"));
  });

  it("is known by what its files hold, wherever it lies", async () => {
    const cache = join(folder, "cache");
    const tokenizer = tokenizerJson(
      { vocabulary: new Map([["<|endoftext|>", 0]]), merges: [], sentinels: [] },
      "recognised",
    );
    for (const name of ["a", "b"]) {
      await cp(join(fixtures, "llama-tied-bfloat16-shards"), join(folder, name), { recursive: true });
      await writeFile(join(folder, name, "tokenizer.json"), tokenizer);
    }
    const [a, b] = [
      await fingerprintCheckpoint(join(folder, "a"), cache),
      await fingerprintCheckpoint(join(folder, "b"), cache),
    ];
    assert.deepEqual({ ...a, folder: "" }, { ...b, folder: "" });
    const shard = join(folder, "b", "model-00002-of-00003.safetensors");
    const bytes = await readFile(shard);
    await writeFile(shard, bytes.fill(0, bytes.length - 2));
    const changed = await fingerprintCheckpoint(join(folder, "b"), cache);
    assert.equal(changed.tokenizer, b.tokenizer);
    assert.notEqual(changed.model, b.model);
    await rm(shard);
    await assert.rejects(
      fingerprintCheckpoint(join(folder, "b"), cache),
      /model-00002-of-00003.safetensors cannot be read/,
    );
  });
});
