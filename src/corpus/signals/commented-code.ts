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

/** Lines of comments that the parser reads together. `end` is exclusive; marks of the comment before and behind are left out. */
export interface CommentedCode {
  readonly start: number;
  readonly end: number;
  readonly lines: number;
}

/** Whether the parser of a text's language reads a fragment without an error. */
export type FragmentReader = (fragment: string) => Promise<boolean>;

/** The share of a text's lines that are code within comments, which are in the order of their starts. */
export async function measureCommentedCode(
  text: string,
  lineCount: number,
  comments: readonly Capture[],
  reads: FragmentReader,
): Promise<number> {
  let code = 0;
  for await (const { lines } of findCommentedCode(text, comments, reads)) code += lines;
  return code / lineCount;
}

/** Finds code within comments. Neighbouring lines are read together, and one by one where that fails. */
export async function* findCommentedCode(
  text: string,
  comments: readonly Capture[],
  reads: FragmentReader,
): AsyncGenerator<CommentedCode> {
  let parses = 0;
  for (const run of runsLikeCode(text, comments)) {
    if (parses >= MOST_PARSES) break;
    parses += 1;
    if (await reads(`${run.map(({ content }) => content).join("\n")}\n`)) {
      yield { start: run[0]?.start ?? 0, end: run.at(-1)?.end ?? 0, lines: run.length };
      continue;
    }
    if (run.length === 1) continue;
    for (const { content, start, end } of run) {
      if (parses >= MOST_PARSES) break;
      parses += 1;
      if (await reads(`${content}\n`)) yield { start, end, lines: 1 };
    }
  }
}

/** A line of a comment without its marks, and where that stands in the text. */
interface CommentLine {
  readonly content: string;
  readonly start: number;
  readonly end: number;
}

/** Lines of comments that look like code; those that follow one another are one run. */
function* runsLikeCode(text: string, comments: readonly Capture[]): Generator<readonly CommentLine[]> {
  let run: CommentLine[] = [];
  let reached = 0;
  for (const { start, end } of comments) {
    if (start < reached) continue;
    const apart = /[^ \t\r\n]|\n[^\n]*\n/.test(text.slice(Math.max(reached, start - 1000), start));
    reached = end;
    const comment = text.slice(start, end);
    const lines = OPENING.test(comment) ? comment.split("\n") : [""];
    let lineStart = start;
    for (const [index, line] of lines.entries()) {
      const content = line.length > LONGEST_LINE ? "" : withoutMarks(line);
      const like = looksLikeCode(content);
      if (run.length > 0 && (!like || (index === 0 && apart))) {
        yield run;
        run = [];
      }
      if (like) {
        const from = lineStart + line.indexOf(content);
        run.push({ content, start: from, end: from + content.length });
      }
      lineStart += line.length + 1;
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
