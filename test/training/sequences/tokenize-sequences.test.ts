import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { sentinels, sentinelsOf, tokenOptionsSchema } from "../../../src/experiment/token-options.ts";
import { createTokenizeRunner } from "../../../src/training/tokenize-stage.ts";
import { createTokenizerRunner } from "../../../src/training/tokenizer-stage.ts";
import { loadTokenizer, type TextTokenizer } from "../../../src/training/tokenizer.ts";
import { openTokenShard } from "../../../src/training/token-shard.ts";
import { writeDocuments } from "../../fixtures/documents.ts";
import { syntaxSurroundings } from "../../fixtures/open-syntax.ts";
import { runContext, stageWork } from "../../fixtures/run-stage.ts";

const MAIN = "import tools\n\nprint(tools.double(2))\n";
const TOOLS = "def double(x):\n    return 2 * x";
const OTHER = "# <fim_prefix> is text here\nx = 1\n";

describe("tokenize with options", () => {
  const tokenizerRunner = createTokenizerRunner({
    processFile: new URL("../../../src/training/tokenizer-process.ts", import.meta.url),
  });
  const runner = createTokenizeRunner(syntaxSurroundings);
  let folder: string;
  let tokenizer: TextTokenizer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-sequences-"));
    await writeDocuments(join(folder, "code"), [
      { text: MAIN, path: "app/main.py", source: "app", language: "Python" },
      { text: TOOLS, path: "app/tools.py", source: "app", language: "Python" },
      { text: OTHER, path: "x.py", source: "other", language: "Python" },
    ]);
    const parameters = { vocabulary: 270, mixture: { code: 1 }, sampleBytes: 400, seed: 1, sentinels: [...sentinels] };
    const inputs = { "documents:code": join(folder, "code") };
    await tokenizerRunner.run(
      [await stageWork(tokenizerRunner, join(folder, "tokenizer"), parameters, inputs)],
      runContext(),
    );
    tokenizer = await loadTokenizer(join(folder, "tokenizer"));
  });

  after(() => rm(folder, { recursive: true }));

  /** The sequences as text with sentinels, and the summary beside the bytes that the tokens stand for. */
  const tokenize = async (
    options: object,
    threads = 2,
  ): Promise<{ readonly texts: string[]; readonly summary: Record<string, number>; readonly bytes: number }> => {
    const output = await mkdtemp(join(folder, "tokens-"));
    const tokens = tokenOptionsSchema.parse(options);
    const inputs = { documents: join(folder, "code"), tokenizer: join(folder, "tokenizer") };
    const parameters = z.json().parse(JSON.parse(JSON.stringify({ corpus: "code", split: "train", tokens })));
    const work = await stageWork(runner, output, z.record(z.string(), z.json()).parse(parameters), inputs);
    await runner.run([work], { ...runContext(), threads });
    const shard = await openTokenShard(join(output, "tokens"));
    const texts: string[] = [];
    let bytes = 0;
    for (const sequence of shard.lengths.keys()) {
      const ids = await shard.read(sequence);
      assert.equal(ids.pop(), tokenizer.endOfText);
      bytes += ids.reduce((sum, id) => sum + (tokenizer.byteLengths[id] ?? 0), 0);
      texts.push(await decode(ids));
    }
    await shard.close();
    const text = await readFile(join(output, "summary.json"), "utf8");
    const summary = z.record(z.string(), z.number()).parse(JSON.parse(text));
    return { texts, summary, bytes };
  };

  const decode = async (ids: readonly number[]): Promise<string> => {
    const names = new Map(Object.entries(tokenizer.sentinels).map(([name, id]) => [id, name]));
    let text = "";
    let waiting: number[] = [];
    for (const id of ids) {
      const name = names.get(id);
      if (name === undefined) {
        waiting.push(id);
        continue;
      }
      text += `${await tokenizer.decode(waiting)}[${name}]`;
      waiting = [];
    }
    return text + (await tokenizer.decode(waiting));
  };

  it("packs the documents of a repository after those that they import, with paths as comments", async () => {
    const { texts, summary, bytes } = await tokenize({ packing: "repository" });
    assert.deepEqual(texts, [`# app/tools.py\n${TOOLS}\n# app/main.py\n${MAIN}`, `# x.py\n${OTHER}`]);
    assert.deepEqual(summary, { tokens: summary["tokens"], documents: 3, bytes, sequences: 2, rearranged: 0 });
  });

  it("writes StarCoder's sentinels as tokens that stand for no bytes, and never takes text for one", async () => {
    const { texts, summary, bytes } = await tokenize({ packing: "repository", paths: "sentinels" });
    assert.deepEqual(texts, [
      `[<repo_name>]app[<file_sep>]app/tools.py\n${TOOLS}[<file_sep>]app/main.py\n${MAIN}`,
      `[<repo_name>]other[<file_sep>]x.py\n${OTHER}`,
    ]);
    assert.equal(summary["bytes"], bytes);
    assert.equal(
      bytes,
      texts.reduce((sum, text) => sum + Buffer.byteLength(text.replaceAll(/\[<\w+>\]/g, "")), 0),
    );
  });

  it("rearranges the same documents in the same way in whatever order and on any number of threads", async () => {
    const fillInTheMiddle = { rate: 1, suffixFirst: 0, level: "syntax" };
    const alone = await tokenize({ fillInTheMiddle });
    const packed = await tokenize({ packing: "repository", fillInTheMiddle }, 1);
    assert.equal(alone.summary["rearranged"], 3);
    assert.equal(
      alone.bytes,
      [MAIN, TOOLS, OTHER].reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    );
    for (const text of alone.texts) {
      const [, prefix = "", suffix = "", middle = ""] =
        /^\[<fim_prefix>\]([^]*)\[<fim_suffix>\]([^]*)\[<fim_middle>\]([^]*)$/.exec(text) ?? [];
      assert.ok([MAIN, TOOLS, OTHER].includes(prefix + middle + suffix));
      assert.ok(packed.texts.some((sequence) => sequence.includes(text)));
    }
  });

  it("asks a tokenizer for no more sentinels than it needs", () => {
    const options = (fields: object): ReturnType<typeof tokenOptionsSchema.parse> => tokenOptionsSchema.parse(fields);
    assert.deepEqual(sentinelsOf([options({}), options({ packing: "repository" })]), []);
    assert.deepEqual(sentinelsOf([options({ packing: "repository", paths: "sentinels" })]), [
      "<repo_name>",
      "<file_sep>",
    ]);
    assert.equal(sentinelsOf([options({ fillInTheMiddle: {} })]).length, 4);
  });
});
