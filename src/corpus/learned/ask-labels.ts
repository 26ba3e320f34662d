import { type Candidate, highest, lot } from "./candidate.ts";
import { type ChatEndpoint, complete } from "../language-model/chat-endpoint.ts";
import type { Label } from "./label.ts";
import { RUBRIC_VERSION, rubricMessages, scoreIn } from "./rubric.ts";

export interface AskSettings {
  readonly endpoint: ChatEndpoint;
  readonly count: number;
  readonly seed: number;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  now(): Date;
  /** Keeps a label as soon as it is there. Called one at a time. */
  save(label: Label): Promise<void>;
  progress(state: AskState): void;
}

export interface AskState {
  readonly asked: number;
  readonly total: number;
  readonly labelled: number;
  /** Answers without a score. */
  readonly unreadable: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A score and a sentence. */
const ANSWER_TOKENS = 200;

/** Who a label of a model is by. */
export function judgeName(model: string): string {
  return `model:${model}`;
}

/** The seeded sample of documents: `count` by lot, so that a larger count asks the same ones and more. */
export async function sampleDocuments(
  documents: AsyncIterable<Candidate>,
  count: number,
  seed: number,
): Promise<Candidate[]> {
  async function* valued(): AsyncGenerator<Candidate & { readonly value: number }> {
    for await (const candidate of documents) yield { ...candidate, value: -lot(seed, candidate.id) };
  }
  return highest(valued(), count);
}

/**
 * Asks a model for the score of each document that it has not scored with this rubric. What was answered is saved at once: asked again
 * after a stop, it goes on. Rejects when the endpoint fails for good.
 */
export async function askLabels(
  documents: readonly Candidate[],
  labels: readonly Label[],
  settings: AskSettings,
): Promise<AskState> {
  const by = judgeName(settings.endpoint.model);
  const there = new Set(
    labels.flatMap((label) =>
      label.kind === "score" && label.by === by && label.prompt === RUBRIC_VERSION ? [label.document.id] : [],
    ),
  );
  const open = documents.filter(({ id }) => !there.has(id));
  const state = { asked: 0, total: open.length, labelled: 0, unreadable: 0, promptTokens: 0, completionTokens: 0 };
  const failed = new AbortController();
  const signal = AbortSignal.any([settings.signal, failed.signal]);
  let next = 0;
  let saving = Promise.resolve();
  const work = async (): Promise<void> => {
    for (let document = open[next++]; document !== undefined; document = open[next++]) {
      const { id, path, language, text } = document;
      const request = { messages: rubricMessages(path, language, text), seed: settings.seed, maxTokens: ANSWER_TOKENS };
      const answer = await complete(settings.endpoint, request, signal);
      const score = scoreIn(answer.text);
      state.asked += 1;
      state.promptTokens += answer.promptTokens;
      state.completionTokens += answer.completionTokens;
      if (score === undefined) state.unreadable += 1;
      else {
        state.labelled += 1;
        const at = settings.now().toISOString();
        const label: Label = { kind: "score", document: { id, path, language }, score, by, at, prompt: RUBRIC_VERSION };
        saving = saving.then(() => settings.save(label));
        await saving;
      }
      settings.progress({ ...state });
    }
  };
  const workers = Array.from({ length: settings.concurrency }, () =>
    work().catch((error: unknown) => {
      // The others need not find out one by one.
      failed.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(workers);
  settings.signal.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
  return state;
}
