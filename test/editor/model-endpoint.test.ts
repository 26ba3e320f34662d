import assert from "node:assert/strict";
import { complete } from "../../src/corpus/language-model/chat-endpoint.ts";
import { type AskModel, ModelRefusal, serveModel } from "../../src/editor/labelling/model-endpoint.ts";

const never = new AbortController().signal;
const request = { messages: [{ role: "user", content: "How good is it?" }], seed: 1 } as const;

async function askThrough(ask: AskModel, withKey = true): Promise<string> {
  const served = await serveModel(ask);
  const apiKey = withKey ? served.key : "a guess";
  try {
    const endpoint = {
      address: served.url,
      model: "fake/model",
      apiKey,
      temperature: 0,
      retries: 1,
      pauseMilliseconds: 1,
    };
    return (await complete(endpoint, request, never)).text;
  } finally {
    served.close();
  }
}

describe("a model of the editor as an endpoint", () => {
  it("answers the engine as any other endpoint does", async () => {
    const answer = await askThrough((messages) => Promise.resolve(`{"score": ${String(messages.length)}}`));
    assert.equal(answer, '{"score": 1}');
  });

  it("is asked again where it was busy, and not where it refuses", async () => {
    let asked = 0;
    const busyOnce: AskModel = () => {
      asked += 1;
      return asked === 1 ? Promise.reject(new Error("too many requests")) : Promise.resolve("fine");
    };
    assert.equal(await askThrough(busyOnce), "fine");
    const refusing: AskModel = () => {
      asked += 1;
      return Promise.reject(new ModelRefusal("the person said no"));
    };
    await assert.rejects(askThrough(refusing), /status 403: the person said no/);
    assert.equal(asked, 3);
  });

  it("answers nobody without its key", async () => {
    await assert.rejects(
      askThrough(() => Promise.resolve("a secret"), false),
      /status 401/,
    );
  });
});
