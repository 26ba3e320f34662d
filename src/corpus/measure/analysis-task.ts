import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { ThreadAnswer } from "../threads/failsafe-pool.ts";
import type { Analysis } from "./analysis.ts";

/** What a worker thread is asked to analyse. */
export interface AnalysisTask {
  readonly bytes: Uint8Array;
  /** Tells the language. */
  readonly path: string;
  /** Left out: told by the language. */
  readonly class: DocumentClass | undefined;
  /** As Linguist names it; left out: told by path and content. */
  readonly language: string | undefined;
  readonly grammarsFolder: string;
  /** Of the user's own rules; null without any. */
  readonly rulesFolder: string | null;
  /** Why the text is not to be parsed; null to parse it. */
  readonly unparsed: string | null;
}

/** What it answers. */
export interface AnalysisAnswer extends ThreadAnswer {
  readonly analysis: Analysis;
}
