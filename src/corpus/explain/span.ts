/** A part of a text that gives a signal its value. Positions are UTF-16 units from the start; `end` is exclusive. */
export interface Span {
  readonly signal: string;
  readonly start: number;
  readonly end: number;
  /** What is there, for people: "1240 characters", "stood at line 12 before". */
  readonly note: string;
}
