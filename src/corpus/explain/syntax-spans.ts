import type { Capture } from "../syntax/capture.ts";
import type { Span } from "./span.ts";

/** The parts of a text that the parser could not read, the outermost of those within each other, and its deepest block. */
export function* syntaxSpans(captures: readonly Capture[]): Generator<Span> {
  let reached = -1;
  for (const { name, start, end } of captures) {
    if (name !== "error" || end <= reached) continue;
    reached = end;
    const note = start === end ? "the parser misses something here" : "the parser cannot read this";
    yield { signal: "parseErrorShare", start, end, note };
  }
  const block = deepestBlock(captures);
  if (block !== undefined) yield block;
}

function deepestBlock(captures: readonly Capture[]): Span | undefined {
  const open: number[] = [];
  let depth = 0;
  let deepest: Capture | undefined;
  for (const capture of captures) {
    if (capture.name !== "nesting") continue;
    while (open.length > 0 && (open.at(-1) ?? 0) <= capture.start) open.pop();
    open.push(capture.end);
    if (open.length <= depth) continue;
    depth = open.length;
    deepest = capture;
  }
  if (deepest === undefined) return undefined;
  return {
    signal: "maxNesting",
    start: deepest.start,
    end: deepest.end,
    note: `${String(depth)} blocks within each other`,
  };
}
