import { join } from "node:path";
import type { StageWork } from "../stage/runner.ts";
import { DOCUMENTS_FILE } from "../store/documents.ts";

/** A corpus by its name, and its `documents.parquet`. */
export interface EvaluatedCorpus {
  readonly name: string;
  readonly documents: string;
}

const DOCUMENTS = "documents:";

/** The corpora among a stage's inputs, in the order of names: that of the inputs is no part of the stage's key. */
export function evaluatedCorpora({ inputs }: Pick<StageWork, "inputs">): readonly EvaluatedCorpus[] {
  return Object.entries(inputs)
    .filter(([role]) => role.startsWith(DOCUMENTS))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, folder]) => ({ name: role.slice(DOCUMENTS.length), documents: join(folder, DOCUMENTS_FILE) }));
}
