import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { AnalysisTask } from "../measure/analysis-task.ts";

/** What a worker thread is asked to explain. */
export interface ExplainTask extends Omit<AnalysisTask, "rulesFolder" | "content"> {
  readonly bytes: Uint8Array;
  /** The corpus whose filters bound signals, and which names the user's own rules. */
  readonly corpus: CorpusFile;
}
