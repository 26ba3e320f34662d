/** Lines that differ from one copy of a licence to the next and are no part of its terms. */
const COPYRIGHT_LINE = /^\W*(?:portions )?(?:copyright|\(c\)|©)(?![ \t]+(?:holder|owner|notice|and|law|license))/i;

/** Apache's advice on how to apply it, which is no part of the licence and which many copies leave out. */
const APPENDIX = /end of terms and conditions\s+appendix: how to apply[\s\S]{0,2000}?limitations under the license/g;

/**
 * The words of a licence text, as SPDX's matching guidelines ask: small letters, no punctuation, no copyright lines, one
 * spelling where English has two ("licence"), quotes and comment marks left out.
 */
export function licenceWords(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => !COPYRIGHT_LINE.test(line));
  const words =
    lines
      .join("\n")
      .toLowerCase()
      .replace(APPENDIX, "end of terms and conditions")
      .replace(/https:/g, "http:")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => (word.startsWith("licenc") ? `licens${word.slice(6)}` : word));
}

const WORDS_OF_A_GRAM = 3;

/** The word 3-grams of a text, in order, as numbers from `numberOf`. */
export function gramsOf(words: readonly string[], numberOf: (gram: string) => number): Int32Array {
  const count = Math.max(0, words.length - WORDS_OF_A_GRAM + 1);
  const grams = new Int32Array(count);
  for (let at = 0; at < count; at += 1) {
    grams[at] = numberOf(`${words[at] ?? ""} ${words[at + 1] ?? ""} ${words[at + 2] ?? ""}`);
  }
  return grams;
}
