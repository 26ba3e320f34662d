import { contaminationSentences } from "../analysis/suite-contamination.ts";
import type { StageGraph } from "../experiment/graph.ts";
import type { StageStore } from "../store/stage-store.ts";
import { readSuiteContamination } from "../store/suite-contamination.ts";

/** A sentence for each suite that training documents touch; none before they were searched. */
export async function contaminationSentencesOf(
  { contamination }: Pick<StageGraph, "contamination">,
  store: StageStore,
): Promise<readonly string[]> {
  if (contamination === undefined) return [];
  const found = await readSuiteContamination(store.folder({ kind: "contamination", key: contamination }));
  return found === undefined ? [] : contaminationSentences(found);
}

/** A line for each suite that training documents touch, and where the hits are; none before they were searched. */
export async function contaminationWarnings(
  { contamination }: StageGraph,
  store: StageStore,
): Promise<readonly string[]> {
  if (contamination === undefined) return [];
  const folder = store.folder({ kind: "contamination", key: contamination });
  const found = await readSuiteContamination(folder);
  const sentences = found === undefined ? [] : contaminationSentences(found);
  if (sentences.length === 0) return [];
  return [
    ...sentences.map((sentence) => `warning: ${sentence}`),
    `Every hit beside its item: ${folder}/contamination.parquet`,
  ];
}
