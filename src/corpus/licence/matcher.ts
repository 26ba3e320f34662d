import { allOf, licence, type LicenceExpression } from "./expression.ts";
import { gramsOf, licenceWords } from "./normalise.ts";

export interface ReferenceText {
  /** SPDX identifier. */
  readonly id: string;
  readonly text: string;
}

export interface LicenceMatch {
  readonly expression: LicenceExpression;
  /** Dice's coefficient of the word 3-grams of the text and of the reference; of several licences, the share of the text in them. */
  readonly score: number;
}

interface Reference {
  readonly id: string;
  /** Different grams, ascending. */
  readonly grams: Int32Array;
}

/** GitHub's licensee asks for 0.98 of Dice, ScanCode for 0.9 and more; 0.9 lets names and addresses in the text differ. */
export const LEAST_DICE = 0.9;
/** Of a licence that is one part of a longer text, this share must be there. */
const LEAST_CONTAINED = 0.97;
const LEAST_GRAMS_CONTAINED = 60;
/** A longer text with more than this share outside the licences that it contains says something else too. */
const MOST_REMAINDER = 0.25;
const LONGEST = 400_000;
const REMAINDER = "LicenseRef-further-terms";

/** Texts of licences, found again in files by their word 3-grams. */
export class LicenceMatcher {
  private readonly numbers = new Map<string, number>();
  private readonly references: readonly Reference[];
  private readonly known = new Map<string, LicenceMatch | null>();

  constructor(texts: readonly ReferenceText[]) {
    this.references = texts
      .map(({ id, text }) => ({ id, grams: distinct(gramsOf(licenceWords(text), (gram) => this.numberOf(gram))) }))
      .filter(({ grams }) => grams.length > 0)
      .sort((a, b) => preference(a.id) - preference(b.id) || (a.id < b.id ? -1 : 1));
  }

  /**
   * The licence whose text this is (Dice ≥ 0.9, the likest), or all of those whose texts it contains. Null where it is like
   * none. Texts that several licences share (GPL-2.0-only, GPL-2.0-or-later) count as the stricter, `-only`.
   */
  match(text: string): LicenceMatch | null {
    const words = licenceWords(text.slice(0, LONGEST));
    const key = words.join(" ");
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const match = this.matchWords(words);
    if (this.known.size < 10_000 && key.length < 50_000) this.known.set(key, match);
    return match;
  }

  private matchWords(words: readonly string[]): LicenceMatch | null {
    const sequence = gramsOf(words, (gram) => this.numbers.get(gram) ?? -1);
    const present = new Set(sequence);
    const unknown = sequence.filter((gram) => gram === -1).length;
    const size = present.size - (unknown > 0 ? 1 : 0) + unknown;
    let best: { reference: Reference; dice: number } | undefined;
    const contained: Reference[] = [];
    for (const reference of this.references) {
      const { length } = reference.grams;
      const mayBeAlike = (2 * Math.min(length, size)) / (length + size) >= LEAST_DICE;
      const mayBeContained = length >= LEAST_GRAMS_CONTAINED && length <= size;
      if (!mayBeAlike && !mayBeContained) continue;
      const shared = reference.grams.reduce((count, gram) => count + (present.has(gram) ? 1 : 0), 0);
      const dice = (2 * shared) / (length + size);
      if (dice >= LEAST_DICE && dice > (best?.dice ?? 0)) best = { reference, dice };
      if (mayBeContained && shared / length >= LEAST_CONTAINED) contained.push(reference);
    }
    contained.sort((a, b) => b.grams.length - a.grams.length);
    const several = severalLicences(sequence, best === undefined ? contained : [best.reference, ...contained]);
    if (several === null) return null;
    const { ids, expression, score } = several;
    // A short licence after a long one hardly shows in the likeness of the whole.
    if (best === undefined || ids.length > 1) return { expression, score };
    return { expression: licence(best.reference.id), score: best.dice };
  }

  private numberOf(gram: string): number {
    let number = this.numbers.get(gram);
    if (number === undefined) this.numbers.set(gram, (number = this.numbers.size));
    return number;
  }
}

/** The licences of a text whose words do not cover each other, in this order, and the share of the text in them. */
function severalLicences(
  sequence: Int32Array,
  contained: readonly Reference[],
): (LicenceMatch & { readonly ids: readonly string[] }) | null {
  const covered = new Set<number>();
  const ids: string[] = [];
  for (const { id, grams } of contained) {
    const fresh = grams.reduce((count, gram) => count + (covered.has(gram) ? 0 : 1), 0);
    // Licences of one family have most of their words in common; the first of them has been taken.
    if (fresh < 0.5 * grams.length) continue;
    ids.push(id);
    for (const gram of grams) covered.add(gram);
  }
  const inside = sequence.reduce((count, gram) => count + (covered.has(gram) ? 1 : 0), 0);
  const score = inside / Math.max(1, sequence.length);
  const expression = allOf([...ids, ...(1 - score > MOST_REMAINDER ? [REMAINDER] : [])].map(licence));
  return expression === null || ids.length === 0 ? null : { ids, expression, score };
}

function distinct(grams: Int32Array): Int32Array {
  return Int32Array.from(new Set(grams)).sort();
}

/** Of licences with one text: the plain and the strict names before the deprecated and the wider ones. */
function preference(id: string): number {
  if (id.endsWith("-only")) return 0;
  if (/\+$|-or-later$/.test(id)) return 3;
  return /^(?:A|L)?GPL-|^GFDL-/.test(id) ? 2 : 1;
}
