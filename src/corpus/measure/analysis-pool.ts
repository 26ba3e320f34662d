import { Piscina } from "piscina";
import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { Analysis } from "./analysis.ts";
import type { AnalysisTask } from "./analysis-task.ts";

export interface AnalysisSurroundings {
  /** `analysis-worker.ts`, or what the build made of it. */
  readonly workerFile: URL;
  readonly grammarsFolder: string;
}

type Workers = Piscina<AnalysisTask, Analysis>;

/** The memory of the WebAssembly parser only grows: threads are replaced after so many files each. */
const FILES_PER_THREAD = 5000;

/**
 * Worker threads that analyse contents. A thread that fails (the parser ran out of memory) takes the others with it; its file
 * is tried once more in a new one and then analysed without being parsed. Aborting ends all threads at once.
 */
export class AnalysisPool {
  private readonly surroundings: AnalysisSurroundings;
  private readonly threads: number;
  private readonly signal: AbortSignal;
  private workers: Workers;
  private started = 0;
  private readonly endAtOnce = (): void => void this.workers.destroy();

  constructor(surroundings: AnalysisSurroundings, threads: number, signal: AbortSignal) {
    this.surroundings = surroundings;
    this.threads = threads;
    this.signal = signal;
    this.workers = this.newWorkers();
    signal.addEventListener("abort", this.endAtOnce);
  }

  /** Rejects with the signal's reason when aborted. */
  async analyse(
    bytes: Uint8Array,
    path: string,
    documentClass: DocumentClass | undefined,
    language: string | undefined,
  ): Promise<Analysis> {
    this.started += 1;
    if (this.started % (FILES_PER_THREAD * this.threads) === 0) this.replace(this.workers);
    const { grammarsFolder } = this.surroundings;
    const task = { bytes, path, class: documentClass, language, grammarsFolder, unparsed: null };
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const { workers } = this;
      try {
        return await workers.run(task);
      } catch {
        this.signal.throwIfAborted();
        this.replace(workers);
      }
    }
    return this.workers.run({ ...task, unparsed: "the parser failed on it" });
  }

  async close(): Promise<void> {
    this.signal.removeEventListener("abort", this.endAtOnce);
    await this.workers.destroy();
  }

  /** New threads for `workers`, which end when their queue is done; nothing where another task has replaced them already. */
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
    // Answers that arrive while the threads are being ended belong to no task any more; failed tasks reject by themselves.
    workers.on("error", () => undefined);
    return workers;
  }
}
