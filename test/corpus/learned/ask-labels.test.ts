import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { askLabels, type AskState } from "../../../src/corpus/learned/ask-labels.ts";
import type { Candidate } from "../../../src/corpus/learned/candidate.ts";
import type { Label } from "../../../src/corpus/learned/label.ts";

const request = z.object({ model: z.string(), messages: z.array(z.object({ content: z.string() })) });

function candidate(name: string): Candidate {
  const id = createHash("sha256").update(name).digest("hex");
  return { id, path: `app:${name}`, language: null, group: "app", text: `text of ${name}`, signals: {}, quality: 1 };
}

describe("asking a model for labels", () => {
  let server: Server;
  let url = "";
  /** What the endpoint does next: a status, or the answer. */
  let script: (string | number)[] = [];
  let asked: string[] = [];

  beforeEach(async () => {
    asked = [];
    server = createServer((incoming, response) => {
      void text(incoming).then((body) => {
        asked.push(request.parse(JSON.parse(body)).messages[1]?.content.split("\n")[0] ?? "");
        const next = script.shift() ?? '{"score": 3, "reason": "fine"}';
        if (typeof next === "number") {
          response.writeHead(next).end();
          return;
        }
        const usage = { prompt_tokens: 100, completion_tokens: 10 };
        response.end(JSON.stringify({ choices: [{ message: { content: next } }], usage }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = typeof address === "object" && address !== null ? `http://127.0.0.1:${String(address.port)}/v1` : "";
  });
  afterEach(() => {
    server.close();
  });

  function ask(documents: readonly Candidate[], labels: Label[]): Promise<AskState> {
    return askLabels(documents, [...labels], {
      endpoint: { address: url, model: "m", apiKey: undefined, temperature: 0, retries: 4, pauseMilliseconds: 1 },
      count: documents.length,
      seed: 1,
      concurrency: 1,
      signal: new AbortController().signal,
      now: () => new Date("2026-11-23T12:00:00Z"),
      save: (label) => {
        labels.push(label);
        return Promise.resolve();
      },
      progress: () => undefined,
    });
  }

  it("tries again while the endpoint is busy, and counts answers without a score and tokens", async () => {
    script = [429, 503, '{"score": 5, "reason": "good"}', "I would rather not.", 'Sure: {"score": 2}'];
    const labels: Label[] = [];
    const state = await ask(["a.js", "b.js", "c.js"].map(candidate), labels);
    assert.deepEqual(
      labels.map((label) => (label.kind === "score" ? [label.document.path, label.score, label.by] : [])),
      [
        ["app:a.js", 5, "model:m"],
        ["app:c.js", 2, "model:m"],
      ],
    );
    assert.deepEqual([state.asked, state.labelled, state.unreadable], [3, 2, 1]);
    assert.deepEqual([state.promptTokens, state.completionTokens], [300, 30]);
  });

  it("goes on after what was answered before it stopped", async () => {
    script = ['{"score": 1}', 401];
    const labels: Label[] = [];
    await assert.rejects(ask(["a.js", "b.js"].map(candidate), labels), /does not answer: status 401/);
    assert.equal(labels.length, 1);
    await ask(["a.js", "b.js"].map(candidate), labels);
    assert.deepEqual(asked, ["Path: app:a.js", "Path: app:b.js", "Path: app:b.js"]);
    assert.equal(labels.length, 2);
  });

  it("says what an endpoint is not", async () => {
    server.removeAllListeners("request");
    server.on("request", (_incoming, response: { end(text: string): void }) => {
      response.end("<html>");
    });
    await assert.rejects(ask([candidate("a.js")], []), /is no OpenAI-compatible endpoint/);
  });
});
