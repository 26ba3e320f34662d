import { z } from "zod";
import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { ThreadAnswer } from "../threads/failsafe-pool.ts";
import { benchmarkIndexSchema } from "./benchmark-index.ts";
import type { Overlap } from "./item-index.ts";

/** What every thread that searches knows from its start. */
export const contaminationDataSchema = z.object({ grammarsFolder: z.string(), index: benchmarkIndexSchema });

/** A document that is to be searched for items of benchmarks. */
export interface ContaminationTask {
  readonly text: string;
  readonly class: DocumentClass;
  /** As Linguist names it. */
  readonly language: string | null;
  /** Where its identifiers and comments lie, encoded; `unknown` where it is to be parsed, null where it is compared by its words alone. */
  readonly leaves: Uint8Array | "unknown" | null;
}

/** What a document has of an item. */
export interface FoundOverlap extends Overlap {
  /** `words`: the same words in a row; `syntax`: the same code, whatever its identifiers are called. */
  readonly kind: "words" | "syntax";
}

export interface ContaminationAnswer extends ThreadAnswer {
  /** By words in the document's order, then by syntax. */
  readonly overlaps: readonly FoundOverlap[];
}
