import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { judgeOf } from "../learned/classifier-file.ts";
import type { CuratePhases } from "./phases.ts";
import type { WorkingSet } from "./working-set.ts";

/**
 * Applies the corpus's classifier, if it has one, to every document with a text: from here on each has the signal `learnedQuality`.
 * Throws a StageError where there is no such classifier.
 */
export async function addLearnedQuality(
  set: WorkingSet,
  { classifier }: CorpusFile,
  phases: CuratePhases,
  signal: AbortSignal,
): Promise<void> {
  if (classifier === undefined) return;
  const judge = judgeOf(classifier);
  // Eight bytes a document, the only part of it that is kept.
  const count = await set.count();
  const values = new Float64Array(count).fill(NaN);
  phases.begin("learned quality", count);
  for await (const { place, text, signals } of set.documents(["signature", "findings", "leaves", "contributions"])) {
    signal.throwIfAborted();
    if (text !== null) values[place] = judge.learnedQuality(text, signals);
    phases.advance();
  }
  set.learnedQuality = values;
}
