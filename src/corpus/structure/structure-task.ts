/** What a worker thread is asked about the syntax of one text. Places are UTF-16 units from the start; ends are exclusive. */
export interface StructureTask {
  readonly grammarsFolder: string;
  readonly text: string;
  /** As Linguist names it. */
  readonly language: string;
  readonly question: StructureQuestion;
}

/** The nodes that lie best over a span; a node that `place`, in [0,1), draws by its size; what the text imports. */
export type StructureQuestion =
  | { readonly asks: "alignedSpan"; readonly span: TextSpan }
  | { readonly asks: "sampledNode"; readonly place: number }
  | { readonly asks: "imports" };

export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Null where there is no grammar, or the text could not be parsed. */
export interface StructureAnswer {
  readonly span: TextSpan | null;
  readonly imports: readonly ImportedModule[] | null;
}

export interface ImportedModule {
  readonly module: string;
  readonly names: readonly string[];
}
