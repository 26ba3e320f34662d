import { DistinctKeys } from "./distinct-keys.ts";
import { type LineTable, scanLines } from "./line-table.ts";
import type { SignalDescription } from "./signal.ts";

/** Signals of lines. Lines end with a line feed; a text's last line need not. */
export const LINE_SIGNALS = {
  lineCount: { unit: "lines", source: "StarCoder2, RefineCode", doc: "Lines." },
  meanLineLength: { unit: "characters", source: "StarCoder", doc: "Mean length of a line." },
  maxLineLength: { unit: "characters", source: "StarCoder", doc: "Length of the longest line." },
  duplicatedLineShare: {
    unit: "share",
    source: "Gopher, RefineCode",
    doc: "Lines that stood before in the document, of those that are not blank.",
  },
  duplicatedLineCharacterShare: {
    unit: "share",
    source: "Gopher, FineWeb",
    doc: "Characters of lines that stood before in the document, of all characters of lines; white space around lines is left out.",
  },
  generatedMarker: {
    unit: "flag",
    source: "StarCoder2",
    doc: "1 where one of the first five lines says that a program wrote the file.",
  },
  generatedHeader: {
    unit: "flag",
    source: "Ablate",
    doc: "1 where one of the first twenty lines says so: many generators first say what was generated.",
  },
} as const satisfies Record<string, SignalDescription>;

/** Signals of how prose is laid out: only for documents that are read as prose. */
export const PROSE_LINE_SIGNALS = {
  endPunctuationShare: {
    unit: "share",
    source: "Ablate",
    doc: "Paragraphs that end with a mark of punctuation. A blank line ends a paragraph; without any, a line is one.",
  },
  lineEndPunctuationShare: {
    unit: "share",
    source: "C4, FineWeb",
    doc: "Lines that end with a mark of punctuation, of those that are not blank. Low in prose with hard line ends.",
  },
  shortLineShare: {
    unit: "share",
    source: "FineWeb",
    doc: "Lines of 30 characters or fewer, of those that are not blank.",
  },
  bulletLineShare: {
    unit: "share",
    source: "Gopher",
    doc: "Lines that begin with a bullet (•, ‣, ●, -, * and the like), of those that are not blank.",
  },
  ellipsisLineShare: {
    unit: "share",
    source: "Gopher",
    doc: "Lines that end with an ellipsis (… or three full stops), of those that are not blank.",
  },
  duplicatedParagraphShare: {
    unit: "share",
    source: "Gopher",
    doc: "Paragraphs, between blank lines, that stood before in the document.",
  },
  duplicatedParagraphCharacterShare: {
    unit: "share",
    source: "Gopher",
    doc: "Characters of paragraphs that stood before in the document, of all characters of paragraphs.",
  },
  sentenceCount: {
    unit: "sentences",
    source: "C4, RefineCode",
    doc: "Sentences: runs of . ! ? … 。！？ before white space or the end, closing quotes and brackets between them left out.",
  },
  loremIpsum: { unit: "flag", source: "C4", doc: "1 where the phrase lorem ipsum is in the text." },
} as const satisfies Record<string, SignalDescription>;

export type LineSignal = keyof typeof LINE_SIGNALS;
export type ProseLineSignal = keyof typeof PROSE_LINE_SIGNALS;

const GENERATED =
  /\b(?:auto[- ]?generated|generated (?:by|from|with|using|code|file)|machine[- ]generated|do not (?:edit|modify))\b|@generated\b|<auto-?generated/i;

/** Whether a line says that a program wrote the file. */
export function saysGenerated(line: string): boolean {
  return GENERATED.test(line.slice(0, 1000));
}

const keys = new DistinctKeys();

/** Measures a text that is not empty. */
export function measureLines(text: string): Record<LineSignal, number> {
  const lines = scanLines(text);
  const { count, starts, ends, first, second } = lines;
  const repeated = new Repetition(count);
  for (let line = 0; line < count; line += 1) {
    const length = (ends[line] ?? 0) - (starts[line] ?? 0);
    if (length > 0) repeated.add(first[line] ?? 0, second[line] ?? 0, length);
  }
  return {
    lineCount: count,
    meanLineLength: lines.characters / count,
    maxLineLength: lines.longest,
    duplicatedLineShare: repeated.share,
    duplicatedLineCharacterShare: repeated.characterShare,
    generatedMarker: headSaysGenerated(text, 5) ? 1 : 0,
    generatedHeader: headSaysGenerated(text, 20) ? 1 : 0,
  };
}

/** Whether one of the first lines, as far as they are looked at, is what generators write. */
function headSaysGenerated(text: string, lines: number): boolean {
  let start = 0;
  for (let line = 0; line < lines && start < text.length; line += 1) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed;
    if (saysGenerated(text.slice(start, Math.min(end, start + 1000)))) return true;
    start = end + 1;
  }
  return false;
}

/** Counts pieces of a document that stood before in it. */
class Repetition {
  private pieces = 0;
  private characters = 0;
  private repeatedPieces = 0;
  private repeatedCharacters = 0;

  constructor(pieces: number) {
    keys.clear(pieces);
  }

  add(high: number, low: number, characters: number): void {
    this.pieces += 1;
    this.characters += characters;
    if (keys.timesOf(keys.add(high, low)) === 1) return;
    this.repeatedPieces += 1;
    this.repeatedCharacters += characters;
  }

  get share(): number {
    return this.pieces === 0 ? 0 : this.repeatedPieces / this.pieces;
  }

  get characterShare(): number {
    return this.characters === 0 ? 0 : this.repeatedCharacters / this.characters;
  }
}

const SHORT_LINE = 30;
const ENDS_WITH_PUNCTUATION = /[.!?…:;。！？]["'”’»)\]]*$/u;
const ENDS_WITH_ELLIPSIS = /(?:\.{3}|…)$/u;
const STARTS_WITH_BULLET = /^[•‣◦⁃●○■□▪▫▶►–*-](?:\s|$)|^[•‣◦⁃●○■□▪▫▶►]/u;

/** Measures a text that is read as prose and not empty. */
export function measureProseLines(text: string): Record<ProseLineSignal, number> {
  const lines = scanLines(text);
  const { count, starts, ends } = lines;
  let written = 0;
  let ended = 0;
  let short = 0;
  let bullets = 0;
  let ellipses = 0;
  for (let line = 0; line < count; line += 1) {
    const start = starts[line] ?? 0;
    const end = ends[line] ?? 0;
    if (start === end) continue;
    written += 1;
    const tail = text.slice(Math.max(start, end - 8), end);
    if (end - start <= SHORT_LINE) short += 1;
    if (ENDS_WITH_PUNCTUATION.test(tail)) ended += 1;
    if (ENDS_WITH_ELLIPSIS.test(tail)) ellipses += 1;
    if (STARTS_WITH_BULLET.test(text.slice(start, start + 2))) bullets += 1;
  }
  const paragraphs = measureParagraphs(text, lines);
  const share = (part: number): number => (written === 0 ? 0 : part / written);
  return {
    ...paragraphs,
    lineEndPunctuationShare: share(ended),
    shortLineShare: share(short),
    bulletLineShare: share(bullets),
    ellipsisLineShare: share(ellipses),
    sentenceCount: countSentences(text),
    loremIpsum: /lorem ipsum/i.test(text) ? 1 : 0,
  };
}

type ParagraphSignal = "endPunctuationShare" | "duplicatedParagraphShare" | "duplicatedParagraphCharacterShare";

/** A blank line ends a paragraph; in a text without any between its lines, each line is one. */
function measureParagraphs(
  text: string,
  { count, starts, ends, first, second }: LineTable,
): Record<ParagraphSignal, number> {
  const blankBetween = hasBlankLineBetween(starts, ends, count);
  const repeated = new Repetition(count);
  let paragraphs = 0;
  let ended = 0;
  let characters = 0;
  let high = 0;
  let low = 0;
  for (let line = 0; line < count; line += 1) {
    const start = starts[line] ?? 0;
    const end = ends[line] ?? 0;
    if (start === end) continue;
    characters += end - start;
    high = Math.imul(high ^ (first[line] ?? 0), 0xcc9e2d51) ^ (high >>> 13);
    low = Math.imul(low + (second[line] ?? 0), 0x1b873593) ^ (low >>> 16);
    const isLast = line + 1 === count || starts[line + 1] === ends[line + 1];
    if (blankBetween && !isLast) continue;
    paragraphs += 1;
    if (ENDS_WITH_PUNCTUATION.test(text.slice(Math.max(start, end - 8), end))) ended += 1;
    repeated.add(high, low, characters);
    characters = high = low = 0;
  }
  return {
    endPunctuationShare: paragraphs === 0 ? 0 : ended / paragraphs,
    duplicatedParagraphShare: repeated.share,
    duplicatedParagraphCharacterShare: repeated.characterShare,
  };
}

function hasBlankLineBetween(starts: Uint32Array, ends: Uint32Array, count: number): boolean {
  let written = false;
  let blankAfter = false;
  for (let line = 0; line < count; line += 1) {
    if (starts[line] === ends[line]) blankAfter ||= written;
    else if (blankAfter) return true;
    else written = true;
  }
  return false;
}

function countSentences(text: string): number {
  let count = 0;
  // What follows is looked at apart: a lookahead would be quadratic in a long run of full stops.
  for (const { 0: mark, index } of text.matchAll(/[.!?…。！？]+["'”’»)\]]*/gu)) {
    const next = text.charAt(index + mark.length);
    if (next === "" || /\s/u.test(next) || /[。！？]/u.test(mark)) count += 1;
  }
  return count;
}
