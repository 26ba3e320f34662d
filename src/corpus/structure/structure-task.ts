/** What a worker thread is asked about the syntax of one text. Places are UTF-16 units from the start; ends are exclusive. */
export interface StructureTask {
  readonly grammarsFolder: string;
  readonly text: string;
  /** As Linguist names it. */
  readonly language: string;
  /** The span to be aligned with nodes; null asks for the imports. */
  readonly span: TextSpan | null;
}

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
