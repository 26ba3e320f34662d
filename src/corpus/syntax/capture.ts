/** A part of a text that a query of `grammars/` named. Positions are UTF-16 units from the start; `end` is exclusive. */
export interface Capture {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}
