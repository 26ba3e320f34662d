import type { AnswerOf, ExploreAnswer, ExploreQuery } from "../protocol.ts";
import { type KeptState, parseKeptState } from "./kept-state.ts";
import { type ExplorerHostMessage, type ExplorerMessage, parseExplorerHostMessage } from "../protocol.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

interface Pending {
  readonly settle: (answer: ExploreAnswer) => void;
  readonly fail: (error: Error) => void;
}

/** The editor, as the explorer sees it: it is told things and asked about documents. Made once for a page. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  send(message: ExplorerMessage): void {
    this.#api.postMessage(message);
  }

  /** Calls back with the state of the corpus, whenever it is another. Anything that is no message is ignored. */
  listen(callback: (message: Extract<ExplorerHostMessage, { type: "corpus" }>) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = parseExplorerHostMessage(event.data);
      if (message?.type === "corpus") callback(message);
      else if (message?.type === "answer") this.#pending.get(message.id)?.settle(message.answer);
      else if (message?.type === "refused") this.#pending.get(message.id)?.fail(new Error(message.message));
    });
  }

  /** The answer of the kind that is expected; rejects with a sentence for people. `signal` takes the question back. */
  async ask<Kind extends ExploreAnswer["answer"]>(
    query: ExploreQuery,
    kind: Kind,
    signal?: AbortSignal,
  ): Promise<AnswerOf<Kind>> {
    const id = (this.#lastId += 1);
    const cancel = (): void => {
      this.send({ type: "cancel", id });
      this.#pending.get(id)?.fail(new Error("cancelled"));
    };
    signal?.addEventListener("abort", cancel);
    try {
      const answer = await new Promise<ExploreAnswer>((settle, fail) => {
        this.#pending.set(id, { settle, fail });
        this.send({ type: "ask", id, query });
      });
      if (!isOfKind(answer, kind)) throw new Error(`an answer of another kind: ${answer.answer}`);
      return answer;
    } finally {
      this.#pending.delete(id);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Keeps what was chosen, with the address by which the panel is brought back. */
  keep(state: KeptState, restore: string): void {
    this.#api.setState({ ...state, restore });
  }

  /** What was chosen before the panel was hidden. */
  kept(): KeptState {
    return parseKeptState(this.#api.getState());
  }
}

function isOfKind<Kind extends ExploreAnswer["answer"]>(answer: ExploreAnswer, kind: Kind): answer is AnswerOf<Kind> {
  return answer.answer === kind;
}
