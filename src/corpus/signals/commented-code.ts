import type { Capture } from "../syntax/capture.ts";
import type { SignalDescription } from "./signal.ts";

/** What is commented out, which takes another look of the parser. */
export const COMMENTED_CODE_SIGNALS = {
  commentedCodeShare: {
    unit: "share",
    source: "Ablate",
    doc: "Lines of comments that the parser reads as statements, of all lines. Documentation is left out, as is what does not begin as a call or an assignment nor ends in ;, { or }.",
  },
} as const satisfies Record<string, SignalDescription>;

/** Comments beyond are not looked at: text made for it could have a statement for every few characters. */
const MOST_PARSES = 500;

/** How a comment begins that is no documentation, in any of the languages. */
const OPENING = /^(?:\/\/(?![/!])|#(?![!#])|--(?![-|])|;+|%+|\/\*(?![*!])|\(\*(?!\*)|\{-(?!\|))/;
const LINE_OPENING = /^\s*(?:\/\/+|#+|--+|;+|%+|\/\*+|\(\*+|\{-+|\*+(?!\/))?[ \t]*/;
const CLOSINGS = ["*/", "*)", "-}"];

const LONGEST_LINE = 1000;
/** `name(…`, `name.part = …`, `name[…] += …`. */
const BEGINS_LIKE_CODE = /^[\p{L}_$@][\p{L}\p{N}_.$]*(?:\(|\[[^\]]*\]\s*[-+*/]?=(?!=)|\s*[-:+*/]?=(?![=>]))/u;

/**
 * The share of a text's lines that are code within comments. `comments` are in the order of their starts; `reads` says whether
 * the parser of the text's language reads a fragment without an error. Neighbouring lines are read together, and one by one
 * where that fails.
 */
export async function measureCommentedCode(
  text: string,
  lineCount: number,
  comments: readonly Capture[],
  reads: (fragment: string) => Promise<boolean>,
): Promise<number> {
  let code = 0;
  let parses = 0;
  for (const run of runsLikeCode(text, comments)) {
    if (parses >= MOST_PARSES) break;
    parses += 1;
    if (await reads(`${run.join("\n")}\n`)) {
      code += run.length;
      continue;
    }
    if (run.length === 1) continue;
    for (const line of run) {
      if (parses >= MOST_PARSES) break;
      parses += 1;
      if (await reads(`${line}\n`)) code += 1;
    }
  }
  return code / lineCount;
}

/** Lines of comments that look like code, without their marks; those that follow one another are one run. */
function* runsLikeCode(text: string, comments: readonly Capture[]): Generator<readonly string[]> {
  let run: string[] = [];
  let reached = 0;
  for (const { start, end } of comments) {
    if (start < reached) continue;
    const apart = /[^ \t\r\n]|\n[^\n]*\n/.test(text.slice(Math.max(reached, start - 1000), start));
    reached = end;
    const comment = text.slice(start, end);
    const lines = OPENING.test(comment) ? comment.split("\n") : [""];
    for (const [index, line] of lines.entries()) {
      const content = line.length > LONGEST_LINE ? "" : withoutMarks(line);
      const like = looksLikeCode(content);
      if (run.length > 0 && (!like || (index === 0 && apart))) {
        yield run;
        run = [];
      }
      if (like) run.push(content);
    }
  }
  if (run.length > 0) yield run;
}

function withoutMarks(line: string): string {
  const content = line.replace(LINE_OPENING, "").trimEnd();
  return CLOSINGS.some((mark) => content.endsWith(mark)) ? content.slice(0, -2).trimEnd() : content;
}

/** Whether a line has what prose does not begin or end with. */
function looksLikeCode(content: string): boolean {
  return /[;{]$/.test(content.slice(-1)) || content.startsWith("}") || BEGINS_LIKE_CODE.test(content);
}
