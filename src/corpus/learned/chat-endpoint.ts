import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { StageError } from "../../stage/runner.ts";
import type { ChatMessage } from "./rubric.ts";

export interface ChatEndpoint {
  /** Base address of an OpenAI-compatible interface, such as `http://127.0.0.1:8080/v1`. */
  readonly url: string;
  readonly model: string;
  readonly key: string | undefined;
  /** Milliseconds before the first new try; doubled each time. */
  readonly firstPause: number;
}

export interface ChatAnswer {
  readonly text: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).optional(),
});

const MOST_TRIES = 5;
const MOST_WAIT = 60_000;
const ANSWER_MILLISECONDS = 120_000;

/**
 * Asks a model once. Tries again where the endpoint is busy (429, 5xx) or not reached, after what it says or twice as long each time;
 * rejects with a StageError where that does not help or the endpoint refuses.
 */
export async function askModel(
  { url, model, key, firstPause }: ChatEndpoint,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<ChatAnswer> {
  const headers = {
    "content-type": "application/json",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  const body = JSON.stringify({ model, messages, temperature: 0, max_tokens: 200 });
  let problem = "";
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    let wait = firstPause * 2 ** attempt;
    try {
      const timeout = AbortSignal.timeout(ANSWER_MILLISECONDS);
      const response = await fetch(`${url.replace(/\/+$/, "")}/chat/completions`, {
        method: "POST",
        headers,
        body,
        signal: AbortSignal.any([signal, timeout]),
      });
      if (response.ok) return answerOf(await response.text(), url);
      problem = `${response.status} ${response.statusText}`;
      if (response.status !== 429 && response.status < 500) throw new StageError(`${url} refuses: ${problem}.`);
      const asked = Number(response.headers.get("retry-after"));
      if (asked > 0) wait = asked * 1000;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StageError) throw error;
      problem = error instanceof Error ? error.message : String(error);
    }
    if (attempt + 1 < MOST_TRIES) await pause(Math.min(wait, MOST_WAIT), undefined, { signal });
  }
  throw new StageError(`${url} gave no answer in ${MOST_TRIES} tries: ${problem}.`);
}

function answerOf(text: string, url: string): ChatAnswer {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = answerSchema.safeParse(value);
  if (!parsed.success) throw new StageError(`${url} is no OpenAI-compatible endpoint: its answer has no choices.`);
  const { choices, usage } = parsed.data;
  return {
    text: choices[0]?.message.content ?? "",
    promptTokens: usage?.prompt_tokens ?? 0,
    completionTokens: usage?.completion_tokens ?? 0,
  };
}
