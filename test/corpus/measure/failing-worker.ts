import type { AnalysisAnswer, AnalysisTask } from "../../../src/corpus/measure/analysis-task.ts";
import analyse from "../../../src/corpus/measure/analysis-worker.ts";

/** The worker, but its thread ends when it parses a file that is called so, as when the parser runs out of memory. */
export default function analyseOrFail(task: AnalysisTask): Promise<AnalysisAnswer> {
  const always = task.path.startsWith("never-");
  if (always || (task.path.startsWith("crash-") && task.unparsed === null)) process.exit(1);
  return analyse(task);
}
