import { Piscina } from "piscina";
import type { Explanation } from "./explain-content.ts";
import type { ExplainTask } from "./explain-task.ts";

export interface ExplainSurroundings {
  /** `explain-worker.ts`, or what the build made of it. */
  readonly workerFile: URL;
  readonly grammarsFolder: string;
}

/** Worker threads that explain contents. A file on which a thread fails is explained without being parsed. */
export class ExplainPool {
  private readonly surroundings: ExplainSurroundings;
  private readonly workers: Piscina<ExplainTask, Explanation>;

  constructor(surroundings: ExplainSurroundings, threads: number) {
    this.surroundings = surroundings;
    this.workers = new Piscina({
      filename: surroundings.workerFile.href,
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: 60_000,
    });
    // Tasks reject by themselves.
    this.workers.on("error", () => undefined);
  }

  /** Rejects with the signal's reason when aborted, which ends the thread that works on it. */
  async explain(task: Omit<ExplainTask, "grammarsFolder" | "unparsed">, signal: AbortSignal): Promise<Explanation> {
    signal.throwIfAborted();
    const whole = { ...task, grammarsFolder: this.surroundings.grammarsFolder, unparsed: null };
    try {
      return await this.workers.run(whole, { signal });
    } catch {
      signal.throwIfAborted();
      return this.workers.run({ ...whole, unparsed: "the parser failed on it" }, { signal });
    }
  }

  async close(): Promise<void> {
    await this.workers.destroy();
  }
}
