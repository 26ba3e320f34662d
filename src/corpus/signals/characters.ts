import { encodedRuns } from "./encoded-runs.ts";
import type { SignalDescription } from "./signal.ts";

/** Signals of single characters; a share is of all characters, counted in UTF-16 units. */
export const CHARACTER_SIGNALS = {
  characterCount: { unit: "characters", source: "RefineCode, StarCoder", doc: "Characters." },
  byteCount: { unit: "bytes", source: "RefineCode", doc: "Bytes of the text in UTF-8." },
  alphanumericShare: { unit: "share", source: "StarCoder", doc: "Characters that are letters or digits." },
  alphabeticShare: { unit: "share", source: "StarCoder2", doc: "Characters that are letters." },
  visibleAlphabeticShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Characters that are letters, of those that are not white space.",
  },
  digitShare: { unit: "share", source: "RefineCode", doc: "Characters that are decimal digits." },
  whitespaceShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Characters that are white space, line ends included.",
  },
  replacementShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Characters that are U+FFFD, the trace of a broken encoding.",
  },
  curlyBracketShare: { unit: "share", source: "C4", doc: "Characters that are { or }." },
  encodedDataShare: {
    unit: "share",
    source: "StarCoder2, RefineCode",
    doc: "Characters in unbroken runs of 64 or more hexadecimal or base64 characters with a digit, and in runs of \\x or \\u escapes as long.",
  },
  maxEncodedRun: {
    unit: "characters",
    source: "StarCoder2, RefineCode",
    doc: "Length of the longest of these runs; 0 without any.",
  },
  hexWordShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Characters in hexadecimal numbers that are written 0x….",
  },
  xmlDeclaration: { unit: "flag", source: "StarCoder", doc: "1 where <?xml version= is in the first 100 characters." },
} as const satisfies Record<string, SignalDescription>;

/** Signals of running text: only for documents that are read as prose. */
export const PROSE_CHARACTER_SIGNALS = {
  linkAndTagShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Characters within tags <…> and within addresses of web pages in round brackets.",
  },
} as const satisfies Record<string, SignalDescription>;

export type CharacterSignal = keyof typeof CHARACTER_SIGNALS;
export type ProseCharacterSignal = keyof typeof PROSE_CHARACTER_SIGNALS;

const OTHER = 1;
const LETTER = 2;
const DIGIT = 3;
const WHITE_SPACE = 4;
const REPLACEMENT = 5;
const CURLY_BRACKET = 6;

/** Kind of each UTF-16 unit; 0 where it was not asked for yet. */
const kinds = new Uint8Array(0x10000);

function kindOf(unit: number): number {
  const character = String.fromCharCode(unit);
  if (/\p{L}/u.test(character)) return LETTER;
  if (/\p{Nd}/u.test(character)) return DIGIT;
  if (/\s/u.test(character)) return WHITE_SPACE;
  if (character === "\ufffd") return REPLACEMENT;
  return /[{}]/.test(character) ? CURLY_BRACKET : OTHER;
}

const counts = new Uint32Array(8);

/** Measures a text that is not empty, in one pass over its UTF-16 units and one over its encoded runs. */
export function measureCharacters(text: string): Record<CharacterSignal, number> {
  counts.fill(0);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    let kind = kinds[unit] ?? 0;
    if (kind === 0) kinds[unit] = kind = kindOf(unit);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const letters = counts[LETTER] ?? 0;
  const digits = counts[DIGIT] ?? 0;
  const whiteSpace = counts[WHITE_SPACE] ?? 0;
  const share = (count = 0): number => count / text.length;
  const encoded = measureEncodedRuns(text);
  return {
    characterCount: text.length,
    byteCount: Buffer.byteLength(text),
    alphanumericShare: share(letters + digits),
    alphabeticShare: share(letters),
    visibleAlphabeticShare: letters === 0 ? 0 : letters / (text.length - whiteSpace),
    digitShare: share(digits),
    whitespaceShare: share(whiteSpace),
    replacementShare: share(counts[REPLACEMENT]),
    curlyBracketShare: share(counts[CURLY_BRACKET]),
    encodedDataShare: share(encoded.characters),
    maxEncodedRun: encoded.longest,
    hexWordShare: share(hexadecimalCharacters(text)),
    xmlDeclaration: text.slice(0, 100).includes("<?xml version=") ? 1 : 0,
  };
}

/** Measures a text that is read as prose and not empty. */
export function measureProseCharacters(text: string): Record<ProseCharacterSignal, number> {
  let characters = 0;
  for (const [linkOrTag] of text.matchAll(/<\/?[A-Za-z][^<>]*>|\(https?:\/\/[^\s()]*\)/g))
    characters += linkOrTag.length;
  return { linkAndTagShare: characters / text.length };
}

function measureEncodedRuns(text: string): { readonly characters: number; readonly longest: number } {
  let characters = 0;
  let longest = 0;
  for (const { start, end } of encodedRuns(text)) {
    characters += end - start;
    longest = Math.max(longest, end - start);
  }
  return { characters, longest };
}

function hexadecimalCharacters(text: string): number {
  if (!text.includes("0x") && !text.includes("0X")) return 0;
  let characters = 0;
  for (const [number] of text.matchAll(/\b0[xX][\dA-Fa-f]+\b/g)) characters += number.length;
  return characters;
}
