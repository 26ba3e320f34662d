import { hashText, TokenCollector, type TokenSequence } from "./token-sequence.ts";

/** A run of letters, marks, digits and `_`, or one character of a script that writes no spaces. */
const TOKEN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}_])+/gu;
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const ASCII_TOKEN = /\w+/g;

/** Words of the shortest item that is looked for as a whole; GPT-3 (Brown et al. 2020, appendix C) has 8. */
export const SHORTEST_ITEM = 8;

/** The words of a text: capitals count as small letters, what stands between words does not count. */
export function wordsOf(text: string): TokenSequence {
  const tokens = new TokenCollector();
  const ascii = !/[^\p{ASCII}]/u.test(text);
  for (const { 0: token, index: start } of text.matchAll(ascii ? ASCII_TOKEN : TOKEN)) {
    const weight = !ascii && UNSPACED.test(token) ? 1 : /^\p{N}+$/u.test(token) ? 0 : 2;
    tokens.add(hashText(token.toLowerCase()), start, start + token.length, weight);
  }
  return tokens.sequence();
}

/** Whether two texts have the same words. */
export function haveSameWords(a: string, b: string): boolean {
  return normalised(a) === normalised(b);
}

function normalised(text: string): string {
  return (text.toLowerCase().match(TOKEN) ?? []).join(" ");
}
