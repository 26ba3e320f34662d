import { Piscina } from "piscina";
import type { Analysis } from "./analysis.ts";
import type { AnalysisAnswer, AnalysisTask } from "./analysis-task.ts";

export interface AnalysisSurroundings {
  /** `analysis-worker.ts`, or what the build made of it. */
  readonly workerFile: URL;
  readonly grammarsFolder: string;
  /** Of the user's own rules; null without any. */
  readonly rulesFolder: string | null;
}

/** What is to be analysed: a task without what the pool knows. */
export type Analysable = Omit<AnalysisTask, "grammarsFolder" | "rulesFolder" | "unparsed">;

type Workers = Piscina<AnalysisTask, AnalysisAnswer>;

/** The memory of the WebAssembly parser only grows: threads are replaced after so many files each, */
const FILES_PER_THREAD = 5000;
/** or when one of them has more memory than this, which a file of a megabyte does not need. */
const THREAD_BYTES = 256_000_000;

/** What a thread allocates before it collects: no slower than four times as much, which is what a thread takes otherwise. */
const YOUNG_MEGABYTES = 32;

/** Files that a pool is given at a time, for each thread: no thread waits, and few files suffer from another's failure. */
const FILES_AT_A_TIME = 4;

/** A thread that takes longer hangs. Nothing that is bounded takes a tenth of it, so no result depends on it. */
const LONGEST_MILLISECONDS = 300_000;

/**
 * Worker threads that analyse contents. A thread that fails (the parser ran out of memory) takes others' files with it: each of
 * these is tried once more with no other beside it. One that fails alone is analysed without being parsed, and has no analysis
 * where that fails too: a failure costs one document, whatever the number of threads. Aborting ends all threads at once.
 */
export class AnalysisPool {
  private readonly surroundings: AnalysisSurroundings;
  private readonly threads: number;
  private readonly signal: AbortSignal;
  private workers: Workers;
  private lonely: Workers | undefined;
  private places: number;
  private readonly waiting: (() => void)[] = [];
  /** Ends when no file is analysed alone any more. */
  private queue: Promise<unknown> = Promise.resolve();
  private started = 0;
  /** Every pool of threads that has not ended. */
  private readonly running = new Set<Workers>();
  private readonly endAtOnce = (): void => void this.destroy(...this.running);

  constructor(surroundings: AnalysisSurroundings, threads: number, signal: AbortSignal) {
    this.surroundings = surroundings;
    this.threads = threads;
    this.signal = signal;
    this.places = threads * FILES_AT_A_TIME;
    this.workers = this.newWorkers(threads);
    signal.addEventListener("abort", this.endAtOnce);
  }

  /** Undefined where every attempt failed. Rejects with the signal's reason when aborted. */
  async analyse(content: Analysable): Promise<Analysis | undefined> {
    const { grammarsFolder, rulesFolder } = this.surroundings;
    const task = { ...content, grammarsFolder, rulesFolder, unparsed: null };
    const analysis = await this.analyseBesideOthers(task);
    if (analysis !== undefined) return analysis;
    const alone = this.queue.then(() => this.analyseAlone(task));
    this.queue = alone.catch(() => undefined);
    return alone;
  }

  async close(): Promise<void> {
    this.signal.removeEventListener("abort", this.endAtOnce);
    await this.destroy(...this.running);
  }

  private async analyseBesideOthers(task: AnalysisTask): Promise<Analysis | undefined> {
    while (this.places === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.places -= 1;
    try {
      this.started += 1;
      if (this.started >= FILES_PER_THREAD * this.threads) this.replace((workers) => workers.close());
      const { workers } = this;
      const answer = await this.attempt(workers, task);
      if (workers === this.workers) {
        // What is left of a pool that failed may never answer.
        if (answer === undefined) this.replace((failed) => failed.destroy());
        else if (answer.externalBytes > THREAD_BYTES) this.replace((grown) => grown.close());
      }
      return answer?.analysis;
    } finally {
      this.places += 1;
      this.waiting.shift()?.();
    }
  }

  private async analyseAlone(task: AnalysisTask): Promise<Analysis | undefined> {
    const unparsed = { ...task, unparsed: "the parser failed on it" };
    for (const attempt of [task, unparsed]) {
      const workers = (this.lonely ??= this.newWorkers(1));
      const answer = await this.attempt(workers, attempt);
      if (answer !== undefined) return answer.analysis;
      this.lonely = undefined;
      await this.destroy(workers);
    }
    return undefined;
  }

  /** Undefined where the thread failed, or another one with it. */
  private async attempt(workers: Workers, task: AnalysisTask): Promise<AnalysisAnswer | undefined> {
    this.signal.throwIfAborted();
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort();
    }, LONGEST_MILLISECONDS);
    try {
      return await workers.run(task, { signal: abort.signal });
    } catch {
      this.signal.throwIfAborted();
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** New threads for all that comes; `end` says how those that were there end. */
  private replace(end: (workers: Workers) => Promise<void>): void {
    const { workers } = this;
    this.started = 0;
    this.workers = this.newWorkers(this.threads);
    void end(workers).finally(() => this.running.delete(workers));
  }

  private async destroy(...pools: readonly Workers[]): Promise<void> {
    for (const pool of pools) {
      this.running.delete(pool);
      await pool.destroy();
    }
  }

  private newWorkers(threads: number): Workers {
    const workers: Workers = new Piscina({
      filename: this.surroundings.workerFile.href,
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: 10_000,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    // Answers that arrive while the threads are being ended belong to no task any more; failed tasks reject by themselves.
    workers.on("error", () => undefined);
    this.running.add(workers);
    return workers;
  }
}
