import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import type { ChatMessage } from "../../corpus/language-model/chat-endpoint.ts";

const request = z.object({
  messages: z.array(z.object({ role: z.enum(["system", "user"]), content: z.string() })).min(1),
});

/** Asks a model once. Rejects with a `ModelRefusal` where asking again does not help. */
export type AskModel = (messages: readonly ChatMessage[], signal: AbortSignal) => Promise<string>;

/** Why a model does not answer, and will not. */
export class ModelRefusal extends Error {}

export interface ModelEndpoint {
  readonly url: string;
  /** Who does not know it is refused. */
  readonly key: string;
  close(): void;
}

const LONGEST_REQUEST = 1_000_000;

/**
 * Serves a model as an OpenAI-compatible endpoint on this machine alone, so that the engine asks a model of the editor as it asks any
 * other: several at a time, again where it is busy, and going on where it was stopped.
 */
export async function serveModel(ask: AskModel): Promise<ModelEndpoint> {
  const key = randomBytes(24).toString("base64url");
  const server = createServer((incoming, response) => {
    void answer(incoming, response, key, ask);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the endpoint has no port");
  return {
    url: `http://127.0.0.1:${String(address.port)}/v1`,
    key,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(incoming: IncomingMessage, response: ServerResponse, key: string, ask: AskModel): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    gone.abort();
  });
  const refuse = (status: number, reason: string): void => {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(reason);
  };
  try {
    if (incoming.headers.authorization !== `Bearer ${key}`) {
      refuse(401, "the key is missing");
      return;
    }
    const parsed = request.safeParse(JSON.parse(await bodyOf(incoming)));
    if (!parsed.success) {
      refuse(400, "the request has no messages");
      return;
    }
    const content = await ask(parsed.data.messages, gone.signal);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // What may pass is asked again; what is refused is not.
    refuse(error instanceof ModelRefusal ? 403 : 502, reason);
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming) {
    const buffer = z.instanceof(Buffer).parse(piece);
    bytes += buffer.length;
    if (bytes > LONGEST_REQUEST) throw new ModelRefusal("the request is too long");
    pieces.push(buffer);
  }
  return Buffer.concat(pieces).toString("utf8");
}
