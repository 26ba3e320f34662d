import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { problemRequest, readAnswer } from "../../../src/corpus/synthetic/prompt.ts";
import { completionsAddress } from "../../../src/corpus/language-model/chat-endpoint.ts";
import { synthesise, type SynthesisOutcome } from "../../../src/corpus/synthetic/synthesise.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";

const requestBody = z.object({
  model: z.string(),
  seed: z.int(),
  messages: z.array(z.object({ content: z.string() })),
});
const PROBLEM = { prompt: "Add.", solution: "def add(a, b): return a + b", tests: "assert add(1, 2) == 3" };

const [source] = corpusFileSchema.parse({
  sources: [
    { name: "made", type: "synthetic", path: "x.jsonl", generate: { topics: ["graphs", "text"], count: 6, seed: 3 } },
  ],
}).sources;
const declared = source?.type === "synthetic" ? source.generate : undefined;

describe("synthesise", () => {
  let server: Server;
  let folder: string;
  let file: string;
  /** What the server answers, one after another; then a problem. */
  let answers: { status: number; content: string }[] = [];
  let requests: z.infer<typeof requestBody>[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-synthesise-"));
    server = createServer((request, response) => {
      void text(request).then((body) => {
        requests.push(requestBody.parse(JSON.parse(body)));
        const { status, content } = answers.shift() ?? { status: 200, content: JSON.stringify(PROBLEM) };
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify({ choices: [{ message: { content } }] }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  beforeEach(async () => {
    file = join(await mkdtemp(join(folder, "run-")), "problems.jsonl");
    answers = [];
    requests = [];
  });

  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const run = async (retries = 2): Promise<SynthesisOutcome> => {
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null && declared !== undefined);
    const place = `http://127.0.0.1:${String(address.port)}/v1`;
    const endpoint = { address: place, model: "tester", apiKey: "key", temperature: 1, retries, pauseMilliseconds: 1 };
    const now = (): Date => new Date("2026-01-02T03:04:05Z");
    const { signal } = new AbortController();
    return synthesise({ file, declared, endpoint, concurrency: 3, signal, now, report: () => undefined });
  };

  const lines = async (): Promise<Record<string, unknown>[]> =>
    (await readFile(file, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

  it("writes each problem with where it comes from", async () => {
    assert.deepEqual(await run(), { written: 6, present: 0, unusable: 0 });
    const written = await lines();
    assert.deepEqual(
      written.map(({ id }) => id).sort(),
      [0, 1, 2, 3, 4, 5].map((n) => `python-3-00000${String(n)}`),
    );
    const { provenance } = written[0] ?? {};
    const { model, promptVersion, time } = z.record(z.string(), z.unknown()).parse(provenance);
    assert.deepEqual([model, promptVersion, time], ["tester", 1, "2026-01-02T03:04:05.000Z"]);
    assert.equal(new Set(requests.map(({ seed }) => seed)).size, 6);
  });

  it("goes on from what is there, a line that was cut off apart", async () => {
    await writeFile(file, `${JSON.stringify({ id: "python-3-000004", ...PROBLEM })}\n{"id": "python-3-0000`);
    assert.deepEqual(await run(), { written: 5, present: 1, unusable: 0 });
    assert.equal((await lines()).length, 6);
    // A last line that is whole but for its end is kept.
    await writeFile(file, (await readFile(file, "utf8")).trimEnd());
    assert.deepEqual(await run(), { written: 0, present: 6, unusable: 0 });
    assert.equal((await lines()).length, 6);
    await appendFile(file, "not a problem\n");
    await assert.rejects(run(), /problems\.jsonl:7: this is no problem/);
  });

  it("asks again what may pass, and an answer that is no problem with another seed", async () => {
    answers = [
      { status: 503, content: "" },
      { status: 429, content: "" },
      { status: 200, content: "I cannot." },
    ];
    assert.deepEqual(await run(), { written: 6, present: 0, unusable: 0 });
    assert.equal(requests.length, 9);
    answers = Array.from({ length: 100 }, () => ({ status: 200, content: "no" }));
    await rm(file);
    assert.deepEqual(await run(1), { written: 0, present: 0, unusable: 6 });
  });

  it("fails at once with what the endpoint says where asking again does not help", async () => {
    answers = Array.from({ length: 9 }, () => ({ status: 401, content: "no such key" }));
    await assert.rejects(run(), /The endpoint 127\.0\.0\.1:\d+ does not answer: status 401: .*no such key/);
    assert.ok(requests.length <= 3);
    assert.throws(() => completionsAddress("localhost"), /is no address of an endpoint/);
    assert.equal(completionsAddress("http://h:1").href, "http://h:1/v1/chat/completions");
    assert.equal(completionsAddress("http://h/x/chat/completions").href, "http://h/x/chat/completions");
  });

  it("draws topics by the seed, and reads answers in code blocks and after thoughts", () => {
    assert.ok(declared !== undefined);
    const topics = Array.from({ length: 50 }, (_, n) => problemRequest(declared, n, 0).topic);
    assert.deepEqual(new Set(topics), new Set(["graphs", "text"]));
    assert.deepEqual(problemRequest(declared, 7, 0), problemRequest(declared, 7, 0));
    const json = JSON.stringify(PROBLEM);
    for (const answer of [
      json,
      `\`\`\`json\n${json}\n\`\`\``,
      `I think {so}.\n\`\`\`\n${json}\n\`\`\``,
      `Here: ${json} Done.`,
    ]) {
      assert.deepEqual(readAnswer(answer), PROBLEM);
    }
    assert.equal(readAnswer('{"prompt": "only"}'), undefined);
  });
});
