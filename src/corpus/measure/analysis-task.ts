import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { ThreadAnswer } from "../threads/failsafe-pool.ts";
import type { Analysis } from "./analysis.ts";

/** A file that the thread reads itself: what is read elsewhere has to be copied to it. */
export interface FileOnDisk {
  /** Names need not be UTF-8. */
  readonly location: Uint8Array;
  /** It is not taken if it has more. */
  readonly mostBytes: number;
}

/** What a worker thread is asked to analyse. */
export interface AnalysisTask {
  readonly content: Uint8Array | FileOnDisk;
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
  readonly analysis: Analysis | NoAnalysis;
  /** Bytes of the content. */
  readonly bytes: number;
}

/** Of a file that could not be read. */
export interface NoAnalysis {
  readonly id: null;
  readonly content: { readonly kind: "unreadable"; readonly reason: string } | { readonly kind: "too-large" };
}
