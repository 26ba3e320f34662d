import { encodedRuns } from "../signals/encoded-runs.ts";
import { saysGenerated } from "../signals/lines.ts";
import type { Span } from "./span.ts";
import { linesOf } from "./text-lines.ts";

/** How many lines from the top each of them looks at. */
const GENERATED_SIGNALS = [
  { signal: "generatedMarker", lines: 5 },
  { signal: "generatedHeader", lines: 20 },
] as const;
/** What is shorter repeats in any file: a closing brace, an `else`. */
const LEAST_REPEATED_CHARACTERS = 40;

/**
 * The parts of a text that its signals of characters and lines come from: lines longer than `lineLimit`, encoded runs, runs of
 * lines that stood before, the line that says a program wrote the file, runs of broken characters.
 */
export function* textSpans(text: string, lineLimit: number): Generator<Span> {
  yield* lineSpans(text, lineLimit);
  for (const { start, end } of encodedRuns(text)) {
    yield { signal: "encodedDataShare", start, end, note: `${String(end - start)} characters of encoded data` };
  }
  for (const { 0: run, index } of text.matchAll(/\ufffd+/g)) {
    const note = run.length === 1 ? "a broken character" : `${String(run.length)} broken characters`;
    yield { signal: "replacementShare", start: index, end: index + run.length, note };
  }
}

function* lineSpans(text: string, lineLimit: number): Generator<Span> {
  const firstSeen = new Map<string, number>();
  let repeated: { start: number; end: number; characters: number; before: number } | undefined;
  const repetition = function* (): Generator<Span> {
    if (repeated !== undefined && repeated.characters >= LEAST_REPEATED_CHARACTERS) {
      const { start, end, before } = repeated;
      yield { signal: "duplicatedLineShare", start, end, note: `stood at line ${String(before)} before` };
    }
    repeated = undefined;
  };
  for (const { start, text: line, number } of linesOf(text)) {
    const end = start + line.length;
    if (line.length > lineLimit) {
      yield { signal: "maxLineLength", start, end, note: `a line of ${String(line.length)} characters` };
    }
    for (const { signal, lines } of GENERATED_SIGNALS) {
      if (number > lines || !saysGenerated(line)) continue;
      yield { signal, start, end, note: "says that a program wrote the file" };
    }
    const content = line.trim();
    if (content === "") continue;
    const before = firstSeen.get(content);
    if (before === undefined) {
      firstSeen.set(content, number);
      yield* repetition();
    } else {
      repeated ??= { start: start + line.indexOf(content), end, characters: 0, before };
      repeated.end = end;
      repeated.characters += content.length;
    }
  }
  yield* repetition();
}
