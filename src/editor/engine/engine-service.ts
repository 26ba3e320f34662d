import type { EngineEvent } from "../../scheduler/events.ts";
import { StageError } from "../../stage/runner.ts";
import type { EngineListener, EngineProcess } from "./engine-process.ts";

/** Starts the engine that answers; throws where that is not allowed. */
export type StartService = (listener: EngineListener) => EngineProcess;

interface Pending {
  readonly settle: (event: EngineEvent) => void;
  readonly fail: (error: Error) => void;
}

const idleMilliseconds = 60_000;

/**
 * An engine that is asked many things: started by the first request, ended when it was not asked anything for a minute, and
 * started anew by the next request after it ended, for whatever reason.
 */
export class EngineService {
  private readonly start: StartService;
  private readonly log: (line: string) => void;
  private engine: EngineProcess | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  /** Why it is about to end, as it said itself. */
  private lastError: string | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(start: StartService, log: (line: string) => void) {
    this.start = start;
    this.log = log;
  }

  /**
   * The event that answers a request. Rejects with a StageError where the engine has no answer, cannot be started, or ends;
   * with the signal's reason when that aborts, of which the engine is told.
   */
  async request(request: object, signal?: AbortSignal): Promise<EngineEvent> {
    signal?.throwIfAborted();
    const engine = (this.engine ??= this.launch());
    const id = (this.lastId += 1);
    const cancel = (): void => {
      engine.send({ request: "cancel", id });
      this.pending.get(id)?.fail(signal?.reason instanceof Error ? signal.reason : new Error("cancelled"));
    };
    signal?.addEventListener("abort", cancel);
    try {
      return await new Promise<EngineEvent>((settle, fail) => {
        this.pending.set(id, { settle, fail });
        engine.send({ ...request, id });
      });
    } finally {
      this.pending.delete(id);
      signal?.removeEventListener("abort", cancel);
      this.endWhenIdle();
    }
  }

  /** Ends the engine. Resolves when it is gone. */
  async stop(): Promise<void> {
    clearTimeout(this.idle);
    await this.engine?.stop();
  }

  private launch(): EngineProcess {
    const engine = this.start({
      event: (event) => {
        this.receive(event);
      },
      log: this.log,
    });
    void engine.finished.then(({ code, failure }) => {
      if (this.engine === engine) this.engine = undefined;
      const reason = failure ?? this.lastError ?? `it ended with exit code ${String(code)}`;
      for (const { fail } of this.pending.values()) fail(new StageError(`The engine gave no answer: ${reason}`));
    });
    return engine;
  }

  private receive(event: EngineEvent): void {
    if (event.event === "log") this.log(event.line);
    if (event.event === "error") this.lastError = event.message;
    if (!("id" in event) || event.id === undefined) return;
    const pending = this.pending.get(event.id);
    if (event.event === "unanswered") pending?.fail(new StageError(event.message));
    else pending?.settle(event);
  }

  private endWhenIdle(): void {
    clearTimeout(this.idle);
    if (this.pending.size > 0) return;
    this.idle = setTimeout(() => {
      const { engine } = this;
      this.engine = undefined;
      void engine?.stop();
    }, idleMilliseconds);
    // A window that closes does not wait for it.
    this.idle.unref();
  }
}
