import { type ChatEndpoint, complete, completionsAddress } from "../../corpus/language-model/chat-endpoint.ts";
import { JUDGE_PROMPT_VERSION, judgePrompt, readVerdict } from "./judge-prompt.ts";
import type { PaidJudge } from "./paid-judge.ts";

/** What a million tokens cost, in any currency. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
}

/** A verdict is one line; the rest is for models that reason before it. */
const MOST_TOKENS = 256;
/** What endpoints put around messages, at most. */
const TOKENS_AROUND = 100;

/**
 * A judge at an endpoint. Its most cost takes every byte of the prompt for a token, because none of a byte-level tokenizer
 * is shorter, and every attempt for paid.
 */
export function endpointJudge(endpoint: ChatEndpoint, prices: TokenPrices, seed: number): PaidJudge {
  const { host } = completionsAddress(endpoint.address, endpoint.format);
  const price = (input: number, output: number): number => (input * prices.input + output * prices.output) / 1e6;
  const mostOfOne = (messages: readonly { readonly content: string }[]): number => {
    const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    return price(bytes + TOKENS_AROUND, MOST_TOKENS);
  };
  return {
    name: `${endpoint.model} at ${host}, temperature ${String(endpoint.temperature)}, seed ${String(seed)}, prompt ${String(JUDGE_PROMPT_VERSION)}`,
    mostCost: (comparison) => (endpoint.retries + 1) * mostOfOne(judgePrompt(comparison)),
    ask: async (comparison, signal) => {
      const messages = judgePrompt(comparison);
      const answer = await complete(endpoint, { messages, seed, maxTokens: MOST_TOKENS }, signal);
      const most = mostOfOne(messages);
      const counted = answer.promptTokens > 0 || answer.completionTokens > 0;
      const last = counted ? price(answer.promptTokens, answer.completionTokens) : most;
      return { verdict: readVerdict(answer.text), cost: last + (answer.attempts - 1) * most };
    },
  };
}
