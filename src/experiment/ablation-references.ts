import type { FindCheckpoint } from "./checkpoint.ts";
import type { CorpusReferences } from "./corpus/references.ts";
import type { CorpusFile } from "./corpus-file.ts";

/** The file of a corpus by the name that an ablation gives it: its content, "invalid", or undefined where there is none. */
export type FindCorpus = (name: string) => CorpusFile | "invalid" | undefined;

/** What an ablation file may refer to that does not stand in it. */
export interface AblationReferences {
  readonly corpus: FindCorpus;
  readonly checkpoint: FindCheckpoint;
  /** What a corpus's file, and so a slice of the corpus, may refer to. */
  corpusReferences(corpus: string): CorpusReferences;
}
