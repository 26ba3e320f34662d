import type { Capture } from "../syntax/capture.ts";

/** Captures without those of the node before: one node can be captured by several patterns, and they follow one another. */
export function distinct(captures: readonly Capture[]): Capture[] {
  return captures.filter(({ start, end }, index) => {
    const before = captures[index - 1];
    return before?.start !== start || before.end !== end;
  });
}

/** Characters within any of the captures; what the parser missed and had to invent counts as one. */
export function coveredCharacters(captures: readonly Capture[]): number {
  let covered = 0;
  let reached = 0;
  for (const { start, end } of captures) {
    if (start === end) covered += 1;
    else if (end > reached) covered += end - Math.max(start, reached);
    reached = Math.max(reached, end);
  }
  return covered;
}
