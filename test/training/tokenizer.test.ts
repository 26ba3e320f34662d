import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tokenizers from "tokenizers";
import { StageError } from "../../src/stage/runner.ts";
import { firstMerges } from "../../src/training/tokenizer-format.ts";
import { createTokenizerRunner } from "../../src/training/tokenizer-stage.ts";
import { loadTokenizer } from "../../src/training/tokenizer.ts";
import { writeDocuments } from "../fixtures/documents.ts";
import { runContext, stageWork } from "../fixtures/run-stage.ts";

const runner = createTokenizerRunner({
  processFile: new URL("../../src/training/tokenizer-process.ts", import.meta.url),
});

const PROSE = "The whale swam past the ship, and the sailors of the ship saw the whale.\n".repeat(20);
const CODE = "function swim(whale) {\n  return whale.past(ship);\n}\n".repeat(20);

describe("tokenizer", () => {
  let folder: string;

  const train = async (name: string, vocabulary: number): Promise<string> => {
    const output = join(folder, name);
    const parameters = { vocabulary, mixture: { text: 0.5, code: 0.5 }, sampleBytes: 6000, seed: 1 };
    const inputs = { "documents:text": join(folder, "text"), "documents:code": join(folder, "code") };
    await runner.run([await stageWork(runner, output, parameters, inputs)], runContext());
    return output;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-tokenizer-"));
    // Held-out words are in no training sample, so that no merge may come from them.
    await writeDocuments(join(folder, "text"), [{ text: PROSE }, { text: "zzzzqqqq ".repeat(500), split: "heldout" }]);
    await writeDocuments(join(folder, "code"), [{ text: CODE, class: "code" }]);
    await train("tokenizer", 300);
  });

  after(() => rm(folder, { recursive: true }));

  it("gives back every text that can be written in UTF-8", async () => {
    const tokenizer = await loadTokenizer(join(folder, "tokenizer"));
    const hostile = [
      "",
      "\0\u0001 tab\tCRLF\r\n\r\n   trailing   ",
      "🐋👩‍👩‍👧 naïve e\u0301 \u202Eright to left\u202C \uFEFFmark 漢字 \uFFFD",
      "The whale <|endoftext|> swam",
      "a".repeat(5000) + " ".repeat(300) + "\n".repeat(300),
    ];
    const encoded = await tokenizer.encode(hostile);
    for (const [index, ids] of encoded.entries()) {
      assert.equal(await tokenizer.decode(ids), hostile[index]);
      // Id 0 is end-of-text, which stands for no bytes; all the others add up to the text.
      assert.ok(!ids.includes(0));
      const bytes = ids.reduce((sum, id) => sum + (tokenizer.byteLengths[id] ?? Number.NaN), 0);
      assert.equal(bytes, Buffer.byteLength(hostile[index] ?? ""));
    }
    assert.equal(tokenizer.size, 300);
    assert.equal(tokenizer.byteLengths[0], 0);
  });

  it("gives a long text the tokens that Hugging Face's tokenizer gives it", async () => {
    const line = ["ship", "  sea \t", "", "swim(whale);", "é", "the whale\r", "\uFEFFmark", "'s 12 34!?", "\u0085 x"];
    const text = Array.from({ length: 3000 }, (_, index) => line[(index * 7 + (index % 4)) % line.length]).join("\n");
    const [ids] = await (await loadTokenizer(join(folder, "tokenizer"))).encode([text]);
    const whole = await tokenizers.Tokenizer.fromFile(join(folder, "tokenizer", "tokenizer.json")).encode(text);
    assert.deepEqual(ids, whole.getIds());
  });

  it("learns from the training split of every corpus of the mixture", async () => {
    const tokenizer = await loadTokenizer(join(folder, "tokenizer"));
    const [whale, swim, heldOut] = await tokenizer.encode([" whale", "swim", "zzzz"]);
    assert.equal(whale?.length, 1);
    assert.ok((swim?.length ?? 4) < 4);
    assert.equal(heldOut?.length, 4);
  });

  it("gives the same file for the same input, and leaves nothing else behind", async () => {
    const again = await train("again", 300);
    const [first, second] = await Promise.all(
      [join(folder, "tokenizer"), again].map((output) => readFile(join(output, "tokenizer.json"), "utf8")),
    );
    assert.equal(first, second);
    assert.deepEqual((await readdir(again)).sort(), ["special-tokens.json", "token-bytes.json", "tokenizer.json"]);
  });

  it("refuses a vocabulary that the documents do not give, or that cannot hold every byte", async () => {
    await assert.rejects(train("large", 4096), (error) => {
      assert.ok(error instanceof StageError);
      assert.match(error.message, /fewer than the 4096 asked for\. Lower "vocabulary"/);
      return true;
    });
    await assert.rejects(train("small", 256), /must be between 257 and 16777216/);
  });

  it("stops when it is cancelled, with the reason of the signal", async () => {
    const cancel = new AbortController();
    const reason = new Error("stopped by the user");
    const parameters = { vocabulary: 300, mixture: { text: 1 }, sampleBytes: 1_000_000, seed: 1 };
    const inputs = { "documents:text": join(folder, "text") };
    const work = await stageWork(runner, join(folder, "cancelled"), parameters, inputs);
    const context = { ...runContext(cancel.signal), report: () => cancel.abort(reason) };
    await assert.rejects(runner.run([work], context), (error) => error === reason);
  });

  it("keeps the first merges for a smaller vocabulary", () => {
    // "abc" is made in two ways and has one id: 257 ab, 258 bc, 259 abc, and with a fourth 260 ca.
    const merges = [
      ["a", "b"],
      ["b", "c"],
      ["ab", "c"],
      ["a", "bc"],
      ["c", "a"],
    ] as const;
    const four = firstMerges(merges, 261);
    assert.deepEqual([...four.vocabulary].slice(257), [["ab", 257], ["bc", 258], ["abc", 259], ["ca", 260]]); // prettier-ignore
    assert.equal(four.merges.length, 5);
    assert.deepEqual(firstMerges(merges, 258).merges, [["a", "b"]]);
  });
});
