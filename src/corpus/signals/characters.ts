import type { SignalDescription } from "./signal.ts";

/** Signals of single characters; a share is of all characters, counted in UTF-16 units. */
export const CHARACTER_SIGNALS = {
  alphanumericShare: { unit: "share", doc: "Characters that are letters or digits." },
  alphabeticShare: { unit: "share", doc: "Characters that are letters." },
  digitShare: { unit: "share", doc: "Characters that are decimal digits." },
  whitespaceShare: { unit: "share", doc: "Characters that are white space, line ends included." },
  replacementShare: { unit: "share", doc: "Characters that are U+FFFD, the trace of a broken encoding." },
  encodedDataShare: {
    unit: "share",
    doc: "Characters in unbroken runs of 64 or more hexadecimal or base64 characters with a digit, and in runs of \\x or \\u escapes as long.",
  },
} as const satisfies Record<string, SignalDescription>;

export type CharacterSignal = keyof typeof CHARACTER_SIGNALS;

const OTHER = 1;
const LETTER = 2;
const DIGIT = 3;
const WHITE_SPACE = 4;

/** Kind of each UTF-16 unit; 0 where it was not asked for yet. */
const kinds = new Uint8Array(0x10000);

function kindOf(unit: number): number {
  const character = String.fromCharCode(unit);
  if (/\p{L}/u.test(character)) return LETTER;
  if (/\p{Nd}/u.test(character)) return DIGIT;
  return /\s/u.test(character) ? WHITE_SPACE : OTHER;
}

/** Measures a text that is not empty, in one pass over its UTF-16 units and one over its encoded runs. */
export function measureCharacters(text: string): Record<CharacterSignal, number> {
  const counts = [0, 0, 0, 0, 0];
  let replacements = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    let kind = kinds[unit] ?? 0;
    if (kind === 0) kinds[unit] = kind = kindOf(unit);
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (unit === 0xfffd) replacements += 1;
  }
  const share = (count = 0): number => count / text.length;
  const [, , letters = 0, digits = 0, whiteSpace = 0] = counts;
  return {
    alphanumericShare: share(letters + digits),
    alphabeticShare: share(letters),
    digitShare: share(digits),
    whitespaceShare: share(whiteSpace),
    replacementShare: share(replacements),
    encodedDataShare: share(encodedCharacters(text)),
  };
}

const ENCODED_RUN = /[A-Za-z0-9+/]{64,}={0,2}|(?:\\x[\dA-Fa-f]{2}){16,}|(?:\\u[\dA-Fa-f]{4}){11,}/g;

function encodedCharacters(text: string): number {
  let characters = 0;
  for (const [run] of text.matchAll(ENCODED_RUN)) if (/\d/.test(run)) characters += run.length;
  return characters;
}
