import { repeatedSequences } from "./repeated-sequences.ts";
import type { SignalDescription } from "./signal.ts";
import { hashWords, type WordHashes } from "./word-hashes.ts";

const REPETITION = { unit: "share", source: "Gopher, RefineCode" } as const;

/** Signals of words and their repetition. A word is a run of letters, digits and `_`; case does not matter. */
export const WORD_SIGNALS = {
  wordCount: { unit: "words", source: "Gopher, RefineCode", doc: "Words." },
  meanWordLength: { unit: "characters", source: "Gopher, RefineCode", doc: "Mean length of a word." },
  uniqueWordShare: { unit: "share", source: "RefineCode", doc: "Different words, of all words." },
  wordEntropy: { unit: "nats", source: "RefineCode", doc: "Entropy of the distribution of the words." },
  topBigramShare: { ...REPETITION, doc: topDoc("two") },
  topTrigramShare: { ...REPETITION, doc: topDoc("three") },
  top4gramShare: { ...REPETITION, doc: topDoc("four") },
  duplicated5gramShare: { ...REPETITION, doc: duplicatedDoc("five") },
  duplicated6gramShare: { ...REPETITION, doc: duplicatedDoc("six") },
  duplicated7gramShare: { ...REPETITION, doc: duplicatedDoc("seven") },
  duplicated8gramShare: { ...REPETITION, doc: duplicatedDoc("eight") },
  duplicated9gramShare: { ...REPETITION, doc: duplicatedDoc("nine") },
  duplicated10gramShare: { ...REPETITION, doc: duplicatedDoc("ten") },
} as const satisfies Record<string, SignalDescription>;

/** Signals of running text: only for documents that are read as prose. */
export const PROSE_WORD_SIGNALS = {
  stopWordCount: {
    unit: "words",
    source: "Gopher",
    doc: "How many of the, be, to, of, and, that, have, with are there.",
  },
  wordWithLetterShare: { unit: "share", source: "Gopher", doc: "Words with at least one letter." },
  capitalWordShare: {
    unit: "share",
    source: "RefineCode",
    doc: "Words whose letters are capitals, of all words; those of scripts without capitals are none.",
  },
  hashesPerWord: { unit: "per word", source: "Gopher", doc: "Characters #, for each word." },
  ellipsesPerWord: { unit: "per word", source: "Gopher", doc: "Ellipses (… or three full stops), for each word." },
} as const satisfies Record<string, SignalDescription>;

function topDoc(words: string): string {
  return `Characters of words within the most frequent sequence of ${words} words, of the characters of all words; 0 where none repeats.`;
}

function duplicatedDoc(words: string): string {
  return `Characters of words within sequences of ${words} words that stood before in the document, each counted once, of the characters of all words.`;
}

export type WordSignal = keyof typeof WORD_SIGNALS;
export type ProseWordSignal = keyof typeof PROSE_WORD_SIGNALS;

/** Measures a text; without words, shares and the mean length are 0. */
export function measureWords(text: string): Record<WordSignal, number> {
  const words = hashWords(text);
  const { characters, distinctWords, entropy, top, duplicated } = repeatedSequences(words);
  const share = (part = 0): number => (characters === 0 ? 0 : part / characters);
  return {
    wordCount: words.count,
    meanWordLength: perWord(characters, words),
    uniqueWordShare: perWord(distinctWords, words),
    wordEntropy: entropy,
    topBigramShare: share(top[2]),
    topTrigramShare: share(top[3]),
    top4gramShare: share(top[4]),
    duplicated5gramShare: share(duplicated[5]),
    duplicated6gramShare: share(duplicated[6]),
    duplicated7gramShare: share(duplicated[7]),
    duplicated8gramShare: share(duplicated[8]),
    duplicated9gramShare: share(duplicated[9]),
    duplicated10gramShare: share(duplicated[10]),
  };
}

/** Measures a text that is read as prose. */
export function measureProseWords(text: string): Record<ProseWordSignal, number> {
  const words = hashWords(text);
  return {
    stopWordCount: countStopWords(words),
    wordWithLetterShare: perWord(words.withLetter, words),
    capitalWordShare: perWord(countCapitalWords(text), words),
    hashesPerWord: perWord(occurrences(text, /#/g), words),
    ellipsesPerWord: perWord(occurrences(text, /\.{3}|…/g), words),
  };
}

function perWord(number: number, { count }: WordHashes): number {
  return count === 0 ? 0 : number / count;
}

/** Begins at the starts of words alone: a run of a hundred million letters is looked at once. */
const WITHOUT_SMALL_LETTERS = /(?<![\p{L}\p{M}\p{N}_])[\p{Lu}\p{Lo}\p{Lm}\p{M}\p{N}_]+(?![\p{L}\p{M}\p{N}_])/gu;

function countCapitalWords(text: string): number {
  let count = 0;
  for (const [word] of text.matchAll(WITHOUT_SMALL_LETTERS)) if (/\p{Lu}/u.test(word)) count += 1;
  return count;
}

const STOP_WORDS: ReadonlyMap<number, number> = stopWordHashes("the be to of and that have with");

function countStopWords({ count, first, second }: WordHashes): number {
  const present = new Set<number>();
  for (let index = 0; index < count && present.size < STOP_WORDS.size; index += 1) {
    const hash = first[index] ?? 0;
    if (STOP_WORDS.get(hash) === second[index]) present.add(hash);
  }
  return present.size;
}

function stopWordHashes(words: string): ReadonlyMap<number, number> {
  const { count, first, second } = hashWords(words);
  return new Map(Array.from({ length: count }, (_, index) => [first[index] ?? 0, second[index] ?? 0]));
}

function occurrences(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _match of text.matchAll(pattern)) count += 1;
  return count;
}
