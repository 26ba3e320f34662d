import type { Span } from "./span.ts";
import { linesOf } from "./text-lines.ts";

/** The places that signals of a file's layout come from. */
export function* layoutSpans(text: string): Generator<Span> {
  let tabs = 0;
  let spaces = 0;
  for (const { text: line } of linesOf(text)) {
    const indent = indentOf(line);
    if (indent === "tabs") tabs += 1;
    else if (indent === "spaces") spaces += 1;
  }
  const [rarer, usual] = tabs <= spaces ? ["tabs", "spaces"] : ["spaces", "tabs"];
  for (const { start, text: line } of linesOf(text)) {
    if (indentOf(line) === rarer) {
      const end = start + (/^[ \t]+/.exec(line)?.[0].length ?? 0);
      yield { signal: "mixedIndentShare", start, end, note: `${rarer}, where most lines have ${usual}` };
    }
    const content = line.trimEnd().length;
    if (/[ \t]$/.test(line.slice(-1))) {
      const note = "white space at the end of the line";
      yield { signal: "trailingSpaceLineShare", start: start + content, end: start + line.length, note };
    }
  }
  if (!text.endsWith("\n")) {
    const note = "no line feed ends the last line";
    yield { signal: "openLastLine", start: text.length - 1, end: text.length, note };
  }
}

function indentOf(line: string): "tabs" | "spaces" | undefined {
  if (line.startsWith("\t")) return "tabs";
  return line.startsWith("  ") ? "spaces" : undefined;
}
