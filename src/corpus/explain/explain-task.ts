import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { AnalysisTask } from "../measure/analysis-task.ts";

/** What a worker thread is asked to explain. */
export interface ExplainTask extends AnalysisTask {
  /** The corpus whose filters bound signals. */
  readonly corpus: CorpusFile;
}
