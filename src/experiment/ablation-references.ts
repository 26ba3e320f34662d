import type { ArmDeclaration } from "./arm-declaration.ts";
import type { FindCheckpoint } from "./checkpoint.ts";
import type { CorpusReferences } from "./corpus/references.ts";
import type { CorpusFile } from "./corpus-file.ts";
import type { ModelShape } from "./model.ts";

/** The file of a corpus by the name that an ablation gives it: its content, "invalid", or undefined where there is none. */
export type FindCorpus = (name: string) => CorpusFile | "invalid" | undefined;

/** What has to be known of an experiment to go on from its arms. */
export interface OtherExperiment {
  readonly arms: readonly ArmDeclaration[];
  readonly seeds: readonly number[];
  readonly model: ModelShape;
}

/** What an ablation file may refer to that does not stand in it. */
export interface AblationReferences {
  readonly corpus: FindCorpus;
  readonly checkpoint: FindCheckpoint;
  /** Another experiment by the name of its file, or why arms cannot go on from its own. */
  experiment(name: string): OtherExperiment | { readonly complaint: string };
  /** What a corpus's file, and so a slice of the corpus, may refer to. */
  corpusReferences(corpus: string): CorpusReferences;
}
