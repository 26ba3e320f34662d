import type { SignalDescription } from "./signal.ts";

/** Signals of lines. Lines end with a line feed; a text's last line need not. */
export const LINE_SIGNALS = {
  lineCount: { unit: "lines", doc: "Lines." },
  meanLineLength: { unit: "characters", doc: "Mean length of a line." },
  maxLineLength: { unit: "characters", doc: "Length of the longest line." },
  duplicatedLineShare: { unit: "share", doc: "Lines that stood before in the document, of those that are not blank." },
  generatedMarker: { unit: "flag", doc: "1 where one of the first five lines says that a program wrote the file." },
} as const satisfies Record<string, SignalDescription>;

/** Signals of how prose is laid out: only for documents that are read as prose. */
export const PROSE_LINE_SIGNALS = {
  endPunctuationShare: {
    unit: "share",
    doc: "Paragraphs that end with a mark of punctuation. A blank line ends a paragraph; without any, a line is one.",
  },
} as const satisfies Record<string, SignalDescription>;

export type LineSignal = keyof typeof LINE_SIGNALS | keyof typeof PROSE_LINE_SIGNALS;

const GENERATED =
  /\b(?:auto[- ]?generated|generated (?:by|from|with|using|code|file)|machine[- ]generated|do not (?:edit|modify)|@generated)\b|<auto-?generated/i;

/** Measures a text that is not empty. */
export function measureLines(text: string): Record<LineSignal, number> {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const seen = new Set<string>();
  let written = 0;
  let longest = 0;
  let characters = 0;
  for (const line of lines) {
    longest = Math.max(longest, line.length);
    characters += line.length;
    const content = line.trim();
    if (content === "") continue;
    written += 1;
    seen.add(content);
  }
  return {
    lineCount: lines.length,
    meanLineLength: characters / lines.length,
    maxLineLength: longest,
    duplicatedLineShare: written === 0 ? 0 : (written - seen.size) / written,
    generatedMarker: lines.slice(0, 5).some((line) => GENERATED.test(line.slice(0, 1000))) ? 1 : 0,
    endPunctuationShare: endPunctuationShare(text),
  };
}

function endPunctuationShare(text: string): number {
  const separator = /\n[ \t\r]*\n/.test(text.trim()) ? /\n(?:[ \t\r]*\n)+/ : /\n/;
  const paragraphs = text
    .split(separator)
    .map((paragraph) => paragraph.trimEnd())
    .filter((paragraph) => paragraph !== "");
  const ended = paragraphs.filter((paragraph) => /[.!?…:;。！？]["'”’»)\]]*$/u.test(paragraph.slice(-8)));
  return paragraphs.length === 0 ? 0 : ended.length / paragraphs.length;
}
