import { FailsafePool } from "../threads/failsafe-pool.ts";
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

/** Worker threads that analyse contents; one on which the parser fails is analysed without being parsed. */
export class AnalysisPool {
  private readonly surroundings: AnalysisSurroundings;
  private readonly pool: FailsafePool<AnalysisTask, AnalysisAnswer>;

  constructor(surroundings: AnalysisSurroundings, threads: number, signal: AbortSignal) {
    this.surroundings = surroundings;
    this.pool = new FailsafePool({ workerFile: surroundings.workerFile, threads, signal });
  }

  /** Undefined where every attempt failed. Rejects with the signal's reason when aborted. */
  async analyse(content: Analysable): Promise<AnalysisAnswer | undefined> {
    const { grammarsFolder, rulesFolder } = this.surroundings;
    const task = { ...content, grammarsFolder, rulesFolder, unparsed: null };
    return this.pool.run(task, { ...task, unparsed: "the parser failed on it" });
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}
