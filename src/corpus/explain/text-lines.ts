/** A line of a text, which is taken apart as its signals are measured. */
export interface Line {
  readonly start: number;
  /** Without its line end. */
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

/** The lines of a text, one at a time. */
export function* linesOf(text: string): Generator<Line> {
  let number = 1;
  for (let start = 0; start < text.length; number += 1) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed;
    yield { start, text: text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end), number };
    start = end + 1;
  }
}
