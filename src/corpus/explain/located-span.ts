import type { Span } from "./span.ts";

/** A span with where it stands for people: lines and columns from 1, columns in UTF-16 units. */
export interface LocatedSpan extends Span {
  readonly line: number;
  readonly column: number;
}

/** Finds the lines of spans that are in the order of their starts. */
export function locateSpans(text: string, spans: readonly Span[]): readonly LocatedSpan[] {
  let line = 1;
  let lineStart = 0;
  return spans.map((span) => {
    for (let feed = text.indexOf("\n", lineStart); feed !== -1 && feed < span.start;) {
      line += 1;
      lineStart = feed + 1;
      feed = text.indexOf("\n", lineStart);
    }
    return { ...span, line, column: span.start - lineStart + 1 };
  });
}
