import { findCommentedCode } from "../signals/commented-code.ts";
import type { Capture } from "../syntax/capture.ts";
import type { Span } from "./span.ts";

/**
 * Code within the comments of a text. `fragments` are those that measuring had the parser read, so that nothing is parsed
 * again; captures are in the order of their starts.
 */
export async function commentedCodeSpans(
  text: string,
  captures: readonly Capture[],
  fragments: ReadonlyMap<string, boolean>,
): Promise<readonly Span[]> {
  const comments = captures.filter(({ name }) => name === "comment");
  const reads = (fragment: string): Promise<boolean> => Promise.resolve(fragments.get(fragment) === true);
  const spans: Span[] = [];
  for await (const { start, end, lines } of findCommentedCode(text, comments, reads)) {
    const note = lines === 1 ? "a line of code" : `${String(lines)} lines of code`;
    spans.push({ signal: "commentedCodeShare", start, end, note: `${note}, commented out` });
  }
  return spans;
}
