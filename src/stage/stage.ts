import type { JsonObject } from "./json.ts";

/** What a stage does. One runner per kind (see `runner.ts`). */
export type StageKind = "measure" | "curate" | "contamination" | "tokenizer" | "tokenize" | "train" | "evaluate";

/** Hex digest that names a stage's result on disk: see `stageKey`. */
export type StageKey = string;

/**
 * A pure function from inputs to a folder, not yet run. Two stages with equal keys are the same stage: arms that share a
 * prefix share it, and a stage whose folder exists is never run again.
 */
export interface Stage {
  readonly kind: StageKind;
  readonly key: StageKey;
  /** For people: "train code-25 seed 1". Not part of the key. */
  readonly label: string;
  readonly parameters: JsonObject;
  /** Role of an input, as the runner knows it (`documents:text`, `tokenizer`, `from`), to the stage that makes it. */
  readonly inputs: Readonly<Record<string, StageKey>>;
}
