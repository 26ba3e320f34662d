import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parsedJson } from "../../stage/json.ts";
import { StageError } from "../../stage/runner.ts";

/** An endpoint that speaks the chat completions of OpenAI (vLLM, llama.cpp, Ollama and others do), or Cohere's. */
export interface ChatEndpoint {
  /** With or without `/v1` and `/chat/completions`, or Cohere's `/v2/chat`. */
  readonly address: string;
  /** Left out: "openai". "cohere" is version 2 of Cohere's chat. */
  readonly format?: ChatFormat;
  readonly model: string;
  readonly apiKey: string | undefined;
  readonly temperature: number;
  /** How often a request is sent again that failed. */
  readonly retries: number;
  /** Before the first time that a request is sent again; twice as long each time. */
  readonly pauseMilliseconds: number;
}

export type ChatFormat = "openai" | "cohere";

export interface ChatMessage {
  readonly role: "system" | "user";
  readonly content: string;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly seed: number;
  /** The model's own limit where it is left out. */
  readonly maxTokens?: number;
}

export interface ChatAnswer {
  readonly text: string;
  /** 0 where the endpoint does not count them. */
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** An answer, and how often it was asked for: what was asked for and not answered may have to be paid too. */
export interface CompletedAnswer extends ChatAnswer {
  readonly attempts: number;
}

const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

const cohereCompletion = z.object({
  message: z.object({ content: z.array(z.object({ type: z.string(), text: z.string().optional() })).nullish() }),
  usage: z.object({ tokens: z.object({ input_tokens: z.number(), output_tokens: z.number() }).nullish() }).nullish(),
});

const LONGEST_ANSWER = 1_000_000;
const ANSWER_MILLISECONDS = 300_000;
const LONGEST_PAUSE = 60_000;

/** The address that requests go to. Throws a `StageError` for what is no address. */
export function completionsAddress(address: string, format: ChatFormat = "openai"): URL {
  let url;
  try {
    url = new URL(address);
  } catch {
    throw new StageError(`${JSON.stringify(address)} is no address of an endpoint, such as http://localhost:8000/v1.`);
  }
  if (!["http:", "https:"].includes(url.protocol))
    throw new StageError(`The endpoint's address begins with http or https.`);
  const path = url.pathname.replace(/\/+$/, "");
  const [version, command] = format === "cohere" ? ["/v2", "/chat"] : ["/v1", "/chat/completions"];
  if (!path.endsWith(command)) url.pathname = `${path === "" ? version : path}${command}`;
  return url;
}

/**
 * One answer. What may pass (no connection, 408, 409, 429, 5xx) is asked again; everything else rejects with a
 * `StageError`.
 */
export async function complete(
  endpoint: ChatEndpoint,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<CompletedAnswer> {
  const url = completionsAddress(endpoint.address, endpoint.format);
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    const answer = await ask(url, endpoint, request, signal);
    if (answer.text !== undefined) return { ...answer, attempts: attempt + 1 };
    if (!answer.passing || attempt === endpoint.retries) {
      throw new StageError(`The endpoint ${url.host} does not answer: ${answer.reason}.`);
    }
    const pause = Math.min(LONGEST_PAUSE, Math.max(answer.pause, endpoint.pauseMilliseconds * 2 ** attempt));
    await sleep(pause, undefined, { signal });
  }
}

/** Servers at home take any word for a key; one that short is no secret, and in every text. */
const SHORTEST_SECRET = 8;

/** An endpoint may say in its error what it was sent, and an error ends in logs. */
function withoutKey(text: string, { apiKey = "" }: ChatEndpoint): string {
  return apiKey.length < SHORTEST_SECRET ? text : text.replaceAll(apiKey, "(the key)");
}

type Answer =
  ChatAnswer | { readonly text?: never; readonly passing: boolean; readonly reason: string; readonly pause: number };

async function ask(url: URL, endpoint: ChatEndpoint, request: ChatRequest, signal: AbortSignal): Promise<Answer> {
  const { messages, seed, maxTokens } = request;
  const { apiKey, model, temperature } = endpoint;
  let response;
  let body;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, temperature, seed, messages, max_tokens: maxTokens }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MILLISECONDS)]),
      // A key is not to follow to where a server may send it.
      redirect: "error",
    });
    body = await readBody(response);
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { passing: true, reason: withoutKey(cause, endpoint), pause: 0 };
  }
  const said = withoutKey(body, endpoint).slice(0, 200).replace(/\s+/g, " ");
  if (!response.ok) {
    const passing = [408, 409, 429].includes(response.status) || response.status >= 500;
    const pause = askedPause(response.headers.get("retry-after") ?? "0");
    return { passing, reason: `status ${String(response.status)}: ${said}`, pause };
  }
  if (endpoint.format === "cohere") {
    const cohere = cohereCompletion.safeParse(parsedJson(body)).data;
    if (cohere === undefined) {
      return { passing: false, reason: `it is no endpoint of Cohere: it says ${JSON.stringify(said)}`, pause: 0 };
    }
    return {
      text: (cohere.message.content ?? []).map((part) => part.text ?? "").join(""),
      promptTokens: cohere.usage?.tokens?.input_tokens ?? 0,
      completionTokens: cohere.usage?.tokens?.output_tokens ?? 0,
    };
  }
  const parsed = completion.safeParse(parsedJson(body));
  if (parsed.data === undefined) {
    const reason = `it is no OpenAI-compatible endpoint: it says ${JSON.stringify(said)}`;
    return { passing: false, reason, pause: 0 };
  }
  const { choices, usage } = parsed.data;
  return {
    text: choices[0]?.message.content ?? "",
    promptTokens: usage?.prompt_tokens ?? 0,
    completionTokens: usage?.completion_tokens ?? 0,
  };
}

/** Milliseconds of a Retry-After header: seconds, or a date (RFC 9110, section 10.2.3). */
function askedPause(header: string): number {
  const seconds = Number(header);
  const pause = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return pause > 0 ? pause : 0;
}

async function readBody(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of response.body ?? []) {
    text += decoder.decode(z.instanceof(Uint8Array).parse(piece), { stream: true });
    if (text.length > LONGEST_ANSWER) throw new Error(`its answer is longer than ${String(LONGEST_ANSWER)} characters`);
  }
  return text + decoder.decode();
}
