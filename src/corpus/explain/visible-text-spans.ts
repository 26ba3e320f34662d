import type { Capture } from "../syntax/capture.ts";
import type { Span } from "./span.ts";

/** A tag with some attributes is shorter. */
const LEAST_UNSEEN = 100;

/**
 * The visible text of a page, which its length counts, and the long stretches without any, which take from its share; captures
 * are in the order of their starts.
 */
export function* visibleTextSpans(text: string, visible: readonly Capture[]): Generator<Span> {
  let reached = 0;
  for (const capture of visible) {
    const content = text.slice(capture.start, capture.end).trim();
    if (content === "") continue;
    const start = text.indexOf(content, capture.start);
    const end = start + content.length;
    yield* unseen(reached, start);
    yield { signal: "visibleTextLength", start, end, note: `${String(content.length)} characters that a reader sees` };
    reached = end;
  }
  yield* unseen(reached, text.length);
}

function* unseen(start: number, end: number): Generator<Span> {
  if (end - start < LEAST_UNSEEN) return;
  yield { signal: "visibleTextShare", start, end, note: `${String(end - start)} characters that no reader sees` };
}
