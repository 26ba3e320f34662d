import { Piscina } from "piscina";
import type { ImportedModule, StructureAnswer, StructureQuestion, StructureTask, TextSpan } from "./structure-task.ts";

export interface StructureSurroundings {
  /** `structure-worker.ts`, or what the build made of it. */
  readonly workerFile: URL;
  readonly grammarsFolder: string;
}

type Workers = Piscina<StructureTask, StructureAnswer>;

/** The memory of the WebAssembly parser only grows: threads are replaced after so many texts each. */
const TEXTS_PER_THREAD = 5000;

/**
 * Worker threads that answer questions about the syntax of texts. A text on which a thread fails twice has no answer, as one
 * without a grammar.
 */
export class StructurePool {
  private readonly surroundings: StructureSurroundings;
  private readonly threads: number;
  private readonly signal: AbortSignal;
  private workers: Workers;
  private asked = 0;
  private readonly endAtOnce = (): void => void this.workers.destroy();

  constructor(surroundings: StructureSurroundings, threads: number, signal: AbortSignal) {
    this.surroundings = surroundings;
    this.threads = threads;
    this.signal = signal;
    this.workers = this.newWorkers();
    signal.addEventListener("abort", this.endAtOnce);
  }

  async alignedSpan(text: string, language: string, span: TextSpan): Promise<TextSpan | undefined> {
    return (await this.ask(text, language, { asks: "alignedSpan", span }))?.span ?? undefined;
  }

  async sampledNode(text: string, language: string, place: number): Promise<TextSpan | undefined> {
    return (await this.ask(text, language, { asks: "sampledNode", place }))?.span ?? undefined;
  }

  async imports(text: string, language: string): Promise<readonly ImportedModule[] | undefined> {
    return (await this.ask(text, language, { asks: "imports" }))?.imports ?? undefined;
  }

  async close(): Promise<void> {
    this.signal.removeEventListener("abort", this.endAtOnce);
    await this.workers.destroy();
  }

  private async ask(text: string, language: string, question: StructureQuestion): Promise<StructureAnswer | undefined> {
    this.asked += 1;
    if (this.asked % (TEXTS_PER_THREAD * this.threads) === 0) this.replace(this.workers);
    const { grammarsFolder } = this.surroundings;
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const { workers } = this;
      try {
        return await workers.run({ grammarsFolder, text, language, question });
      } catch {
        this.signal.throwIfAborted();
        this.replace(workers);
      }
    }
    return undefined;
  }

  /** New threads for `workers`, which end when their queue is done; nothing where another text has replaced them already. */
  private replace(workers: Workers): void {
    if (workers !== this.workers) return;
    this.workers = this.newWorkers();
    void workers.close();
  }

  private newWorkers(): Workers {
    const workers: Workers = new Piscina({
      filename: this.surroundings.workerFile.href,
      minThreads: 1,
      maxThreads: this.threads,
      idleTimeout: 10_000,
    });
    // Answers that arrive while the threads are being ended belong to no text any more; failed ones reject by themselves.
    workers.on("error", () => undefined);
    return workers;
  }
}
