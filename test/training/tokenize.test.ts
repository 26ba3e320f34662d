import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StageWork } from "../../src/stage/runner.ts";
import { createTokenizeRunner } from "../../src/training/tokenize-stage.ts";
import { createTokenizerRunner } from "../../src/training/tokenizer-stage.ts";
import { loadTokenizer } from "../../src/training/tokenizer.ts";
import { writeDocuments } from "../fixtures/documents.ts";
import { syntaxSurroundings } from "../fixtures/open-syntax.ts";
import { runContext, stageWork } from "../fixtures/run-stage.ts";

const TEXTS = ["Call me Ishmael.\n", "Some years ago\r\n\tnever mind how long — ", "🐋", "precisely"];

describe("tokenize", () => {
  const tokenizerRunner = createTokenizerRunner({
    processFile: new URL("../../src/training/tokenizer-process.ts", import.meta.url),
  });
  const runner = createTokenizeRunner(syntaxSurroundings);
  let folder: string;
  let ids: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-tokenize-"));
    const heldOut = { text: "And so it was held out.", split: "heldout" } as const;
    ids = await writeDocuments(join(folder, "text"), [...TEXTS.map((text) => ({ text })), heldOut]);
    const parameters = { vocabulary: 260, mixture: { text: 1 }, sampleBytes: 200, seed: 1 };
    const inputs = { "documents:text": join(folder, "text") };
    await tokenizerRunner.run(
      [await stageWork(tokenizerRunner, join(folder, "tokenizer"), parameters, inputs)],
      runContext(),
    );
  });

  after(() => rm(folder, { recursive: true }));

  const tokenize = async (split: string): Promise<string> => {
    const output = join(folder, split);
    const inputs = { documents: join(folder, "text"), tokenizer: join(folder, "tokenizer") };
    await runner.run([await stageWork(runner, output, { corpus: "text", split }, inputs)], runContext());
    return output;
  };

  it("writes every training document in the order of ids, closed by end-of-text", async () => {
    const output = await tokenize("train");
    const bin = await readFile(join(output, "tokens.bin"));
    const tokens = Array.from({ length: bin.byteLength / 2 }, (_, index) => bin.readUInt16LE(index * 2));
    const documents: number[][] = [[]];
    for (const token of tokens) {
      if (token === 0) documents.push([]);
      else documents.at(-1)?.push(token);
    }
    assert.deepEqual(documents.pop(), []);
    const tokenizer = await loadTokenizer(join(folder, "tokenizer"));
    const texts = await Promise.all(documents.map((document) => tokenizer.decode(document)));
    const inOrder = TEXTS.map((text, index) => ({ text, id: ids[index] ?? "" })).sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(
      texts,
      inOrder.map(({ text }) => text),
    );
    const summary: unknown = JSON.parse(await readFile(join(output, "summary.json"), "utf8"));
    const bytes = TEXTS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    assert.deepEqual(summary, { tokens: tokens.length, documents: 4, bytes });
  });

  it("writes the training documents of a slice, and says why an empty one is empty", async () => {
    await writeDocuments(join(folder, "graded"), [
      { text: "good", quality: 0.9, language: "Python" },
      { text: "poor", quality: 0.1, language: "Python" },
      { text: "good too, in C", quality: 0.9, language: "C" },
      { text: "never measured", language: "Python" },
      { text: "good, but held out", quality: 0.9, language: "Python", split: "heldout" },
    ]);
    const inputs = { documents: join(folder, "graded"), tokenizer: join(folder, "tokenizer") };
    const run = async (slice: string): Promise<unknown> => {
      const work = await stageWork(runner, join(folder, "slice"), { corpus: "code", split: "train", slice }, inputs);
      return (await runner.run([work], runContext()))[0];
    };
    const summary = await run("quality > 0.6 AND language = 'Python'");
    assert.deepEqual(summary, { ...Object(summary), documents: 1, bytes: 4 });
    await assert.rejects(
      run("quality > 0.95 AND language != 'C'"),
      /The slice code\[quality > 0\.95 AND language != 'C'\] is empty: of 4 documents in the train split none is in it \(quality > 0\.95: 0; language != 'C': 3\)\./,
    );
  });

  it("gives the same file when it is divided among several processes, whatever is packed", async () => {
    const documents = Array.from({ length: 40 }, (_, index) => ({
      text: `${"A".repeat(index * 7)} document ${String(index)} 🐋\n`,
      source: `repository ${String(index % 5)}`,
      path: `src/${String(index)}.txt`,
    }));
    const inputs = { documents: join(folder, "many"), tokenizer: join(folder, "tokenizer") };
    await writeDocuments(inputs.documents, documents);
    const options = [{}, { tokens: { packing: "repository", paths: "comment" } }];
    for (const [number, option] of options.entries()) {
      const parameters = { corpus: "many", split: "train", ...option };
      const work = (name: string): Promise<StageWork> =>
        stageWork(runner, join(folder, `${name}-${String(number)}`), parameters, inputs);
      const whole = await work("whole");
      await runner.run([whole], runContext());
      // More parts than repositories: some have nothing to do.
      for (const shards of [3, 8]) {
        const divided = await work(`divided-${String(shards)}`);
        for (let index = 0; index < shards; index += 1)
          await runner.runShard?.(divided, { index, of: shards }, runContext());
        const context = runContext();
        await runner.run([divided], context);
        assert.deepEqual(context.reports, [], "nothing was encoded again");
        assert.deepEqual((await readdir(divided.folder)).sort(), (await readdir(whole.folder)).sort());
        for (const name of await readdir(whole.folder)) {
          const [ours, theirs] = await Promise.all(
            [divided, whole].map((each) => readFile(join(each.folder, name), "hex")),
          );
          assert.equal(ours, theirs, `${name} of ${String(shards)}`);
        }
      }
    }
  });

  it("refuses a corpus without documents", async () => {
    await writeDocuments(join(folder, "empty"), [{ text: "all of it", split: "heldout" }]);
    const inputs = { documents: join(folder, "empty"), tokenizer: join(folder, "tokenizer") };
    const work = await stageWork(runner, join(folder, "none"), { corpus: "empty", split: "train" }, inputs);
    await assert.rejects(runner.run([work], runContext()), /The corpus "empty" has no documents in its train split\./);
  });
});
