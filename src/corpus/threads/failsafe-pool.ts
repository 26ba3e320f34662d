import { Piscina } from "piscina";

/** What a thread answers, of whatever else. */
export interface ThreadAnswer {
  /** What the thread holds beside its JavaScript objects: the parser's memory, for the most part, which never shrinks. */
  readonly externalBytes: number;
}

export interface ThreadSettings {
  /** The worker's file, or what the build made of it; its default export takes a task. */
  readonly workerFile: URL;
  /** What every thread knows from its start. Arrays over shared memory are shared. */
  readonly workerData?: unknown;
  readonly threads: number;
  /** Aborting ends all threads at once. */
  readonly signal: AbortSignal;
}

/** The memory of the WebAssembly parser only grows: threads are replaced after so many tasks each, */
const TASKS_PER_THREAD = 5000;
/** or when one of them has more memory than this, which a text of a megabyte does not need. */
const THREAD_BYTES = 256_000_000;

/** What a thread allocates before it collects; left to itself it takes 96. */
const YOUNG_MEGABYTES = 32;

/** Of objects that live longer: the longest text that is parsed needs no more, whatever the machine has. */
const OLD_MEGABYTES = 512;

/** Tasks that a pool is given at a time, for each thread: no thread waits, and few tasks suffer from another's failure. */
const TASKS_AT_A_TIME = 4;

/** A thread that takes longer hangs. Nothing that is bounded takes a tenth of it, so no result depends on it. */
const LONGEST_MILLISECONDS = 300_000;

/**
 * Worker threads that parse texts. A thread that fails (the parser ran out of memory) takes others' tasks with it: each of
 * these is tried once more with no other beside it. A failure costs one task, whatever the number of threads.
 */
export class FailsafePool<Task, Answer extends ThreadAnswer> {
  private readonly settings: ThreadSettings;
  private workers: Piscina<Task, Answer>;
  private lonely: Piscina<Task, Answer> | undefined;
  private places: number;
  private readonly waiting: (() => void)[] = [];
  /** Ends when no task is run alone any more. */
  private queue: Promise<unknown> = Promise.resolve();
  private started = 0;
  /** Every pool of threads that has not ended. */
  private readonly running = new Set<Piscina<Task, Answer>>();
  private readonly endAtOnce = (): void => void this.destroy(...this.running);

  constructor(settings: ThreadSettings) {
    this.settings = settings;
    this.places = settings.threads * TASKS_AT_A_TIME;
    this.workers = this.newWorkers(settings.threads);
    settings.signal.addEventListener("abort", this.endAtOnce);
  }

  /**
   * Runs a task, then with no other beside it, then, alone too, `simpler`: the same without what may fail. Undefined where every
   * attempt failed. Rejects with the signal's reason when aborted.
   */
  async run(task: Task, simpler: Task): Promise<Answer | undefined> {
    const answer = await this.runBesideOthers(task);
    if (answer !== undefined) return answer;
    const alone = this.queue.then(() => this.runAlone([task, simpler]));
    this.queue = alone.catch(() => undefined);
    return alone;
  }

  async close(): Promise<void> {
    this.settings.signal.removeEventListener("abort", this.endAtOnce);
    await this.destroy(...this.running);
  }

  private async runBesideOthers(task: Task): Promise<Answer | undefined> {
    while (this.places === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.places -= 1;
    try {
      this.started += 1;
      if (this.started >= TASKS_PER_THREAD * this.settings.threads) this.replace((workers) => workers.close());
      const { workers } = this;
      const answer = await this.attempt(workers, task);
      if (workers === this.workers) {
        // What is left of a pool that failed may never answer.
        if (answer === undefined) this.replace((failed) => failed.destroy());
        else if (answer.externalBytes > THREAD_BYTES) this.replace((grown) => grown.close());
      }
      return answer;
    } finally {
      this.places += 1;
      this.waiting.shift()?.();
    }
  }

  private async runAlone(attempts: readonly Task[]): Promise<Answer | undefined> {
    for (const task of attempts) {
      const workers = (this.lonely ??= this.newWorkers(1));
      const answer = await this.attempt(workers, task);
      if (answer !== undefined) return answer;
      this.lonely = undefined;
      await this.destroy(workers);
    }
    return undefined;
  }

  /** Undefined where the thread failed, or another one with it. */
  private async attempt(workers: Piscina<Task, Answer>, task: Task): Promise<Answer | undefined> {
    const { signal } = this.settings;
    signal.throwIfAborted();
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort();
    }, LONGEST_MILLISECONDS);
    try {
      return await workers.run(task, { signal: abort.signal });
    } catch {
      signal.throwIfAborted();
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** New threads for all that comes; `end` says how those that were there end. */
  private replace(end: (workers: Piscina<Task, Answer>) => Promise<void>): void {
    const { workers } = this;
    this.started = 0;
    this.workers = this.newWorkers(this.settings.threads);
    void end(workers).finally(() => this.running.delete(workers));
  }

  private async destroy(...pools: readonly Piscina<Task, Answer>[]): Promise<void> {
    for (const pool of pools) {
      this.running.delete(pool);
      await pool.destroy();
    }
  }

  private newWorkers(threads: number): Piscina<Task, Answer> {
    const { workerFile, workerData } = this.settings;
    const workers = new Piscina<Task, Answer>({
      filename: workerFile.href,
      workerData,
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: 10_000,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES, maxOldGenerationSizeMb: OLD_MEGABYTES },
    });
    // Answers that arrive while the threads are being ended belong to no task any more; failed tasks reject by themselves.
    workers.on("error", () => undefined);
    this.running.add(workers);
    return workers;
  }
}
