import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StageError } from "../../src/stage/runner.ts";
import { BYTE_CHARACTERS } from "../../src/training/tokenizer-format.ts";
import { createTokenizerRunner } from "../../src/training/tokenizer-stage.ts";
import { loadTokenizer, type TextTokenizer } from "../../src/training/tokenizer.ts";
import { runContext, stageWork } from "../fixtures/run-stage.ts";

const runner = createTokenizerRunner({
  processFile: new URL("../../src/training/tokenizer-process.ts", import.meta.url),
});

function vocabularyOf(tokens: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

const special = (id: number, content: string): object => ({
  id,
  content,
  special: true,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
});

/** As Llama 3's: byte-level, splits of its own, special tokens behind the vocabulary. */
const byteLevel = {
  version: "1.0",
  added_tokens: [special(258, "<|end|>")],
  normalizer: null,
  pre_tokenizer: {
    type: "Sequence",
    pretokenizers: [
      { type: "Split", pattern: { Regex: " ?\\w+|\\s+" }, behavior: "Isolated", invert: false },
      { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
    ],
  },
  post_processor: null,
  decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: "BPE",
    vocab: vocabularyOf([...BYTE_CHARACTERS, "th", "Ġth"]),
    merges: [
      ["t", "h"],
      ["Ġ", "th"],
    ],
  },
};

const fallbackBytes = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
);

/** As Llama 2's: characters with byte fallback, blanks written as ▁. */
const byteFallback = {
  version: "1.0",
  added_tokens: [special(0, "<unk>"), special(1, "<s>"), special(2, "</s>")],
  normalizer: { type: "Replace", pattern: { String: " " }, content: "▁" },
  pre_tokenizer: null,
  post_processor: null,
  decoder: {
    type: "Sequence",
    decoders: [{ type: "Replace", pattern: { String: "▁" }, content: " " }, { type: "ByteFallback" }, { type: "Fuse" }],
  },
  model: {
    type: "BPE",
    unk_token: "<unk>",
    fuse_unk: true,
    byte_fallback: true,
    vocab: vocabularyOf(["<unk>", "<s>", "</s>", ...fallbackBytes, "▁", "t", "h", "e", "▁t", "é"]),
    merges: [["▁", "t"]],
  },
};

describe("the tokenizer of a checkpoint", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "ablate-import-"))));
  after(() => rm(folder, { recursive: true }));

  async function imported(file: object, vocabulary: number, endOfText: number): Promise<TextTokenizer> {
    const checkpoint = join(folder, "checkpoint");
    await mkdir(checkpoint, { recursive: true });
    await writeFile(join(checkpoint, "tokenizer.json"), JSON.stringify(file));
    const output = join(folder, "output");
    await rm(output, { recursive: true, force: true });
    const parameters = { checkpoint: { folder: checkpoint, fingerprint: "f" }, vocabulary, endOfText };
    await runner.run([await stageWork(runner, output, parameters, {})], runContext());
    assert.equal(await readFile(join(output, "tokenizer.json"), "utf8"), JSON.stringify(file));
    return loadTokenizer(output);
  }

  const bytesOf = (tokenizer: TextTokenizer, ids: readonly number[]): number =>
    ids.reduce((sum, id) => sum + (tokenizer.byteLengths[id] ?? Number.NaN), 0);

  it("is taken over where it is byte-level, with the bytes of its tokens and its end-of-text", async () => {
    // The model's vocabulary is often padded beyond the tokenizer's.
    const tokenizer = await imported(byteLevel, 272, 258);
    const text = "the thé <|end|>\n漢";
    const [ids = []] = await tokenizer.encode([text]);
    assert.equal(await tokenizer.decode(ids), text);
    assert.equal(bytesOf(tokenizer, ids), Buffer.byteLength(text));
    assert.ok(ids.includes(257));
    assert.ok(!ids.includes(258));
    assert.equal(tokenizer.endOfText, 258);
    assert.equal(tokenizer.size, 272);
    assert.deepEqual(tokenizer.byteLengths.slice(255), [1, 2, 3, ...Array.from({ length: 14 }, () => 0)]);
  });

  it("is taken over where it falls back to bytes", async () => {
    const tokenizer = await imported(byteFallback, 267, 2);
    const text = "the té 漢";
    const [ids = []] = await tokenizer.encode([text]);
    assert.equal(await tokenizer.decode(ids), text);
    assert.equal(bytesOf(tokenizer, ids), Buffer.byteLength(text));
    assert.equal(tokenizer.endOfText, 2);
  });

  it("is refused where it loses text or is not that of the model", async () => {
    const refused = (file: object, vocabulary: number, endOfText: number, reason: RegExp): Promise<void> =>
      assert.rejects(imported(file, vocabulary, endOfText), (error: unknown) => {
        assert.ok(error instanceof StageError);
        assert.match(error.message, reason);
        return true;
      });
    await refused({ ...byteFallback, decoder: null }, 267, 2, /loses text/);
    await refused({ ...byteLevel, model: { type: "WordPiece", vocab: {} } }, 272, 258, /not that of a BPE tokenizer/);
    await refused(byteLevel, 200, 0, /not of one model/);
    await refused(byteLevel, 272, 272, /eos_token_id is 272, beyond its vocabulary/);
  });
});
