import type { ContaminationAnswer, ContaminationTask } from "../../../src/corpus/contamination/contamination-task.ts";
import search from "../../../src/corpus/contamination/contamination-worker.ts";

/** The worker, but its thread ends on texts that say so, as when it runs out of memory. */
export default function searchOrFail(task: ContaminationTask): Promise<ContaminationAnswer> {
  if (task.text.includes("never") || (task.text.includes("crash") && task.leaves !== null)) process.exit(1);
  return search(task);
}
