import { HashCounts } from "./hash-counts.ts";
import type { SignalDescription } from "./signal.ts";
import { hashWords, type WordHashes } from "./word-hashes.ts";

/** Signals of words and their repetition. A word is a run of letters, digits and `_`; case does not matter. */
export const WORD_SIGNALS = {
  wordCount: { unit: "words", doc: "Words." },
  meanWordLength: { unit: "characters", doc: "Mean length of a word." },
  uniqueWordShare: { unit: "share", doc: "Different words, of all words." },
  topTrigramShare: {
    unit: "share",
    doc: "Characters of words within the most frequent sequence of three words, of the characters of all words; 0 where none repeats.",
  },
  duplicated5gramShare: {
    unit: "share",
    doc: "Characters of words within sequences of five words that stood before in the document, each counted once, of the characters of all words.",
  },
} as const satisfies Record<string, SignalDescription>;

/** Signals of running text: only for documents that are read as prose. */
export const PROSE_WORD_SIGNALS = {
  stopWordCount: { unit: "words", doc: "How many of the, be, to, of, and, that, have, with are there." },
  wordWithLetterShare: { unit: "share", doc: "Words with at least one letter." },
} as const satisfies Record<string, SignalDescription>;

export type WordSignal = keyof typeof WORD_SIGNALS | keyof typeof PROSE_WORD_SIGNALS;

const STOP_WORDS = stopWordHashes("the be to of and that have with");
const counts = new HashCounts();

/** Measures a text; without words, shares and the mean length are 0. */
export function measureWords(text: string): Record<WordSignal, number> {
  const words = hashWords(text);
  const { count, lengths } = words;
  let characters = 0;
  for (let index = 0; index < count; index += 1) characters += lengths[index] ?? 0;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    wordCount: count,
    meanWordLength: share(characters, count),
    ...differentWords(words),
    topTrigramShare: share(topTrigramCharacters(words), characters),
    duplicated5gramShare: share(duplicatedCharacters(words, 5), characters),
    wordWithLetterShare: share(words.withLetter, count),
  };
}

function differentWords({ count, first, second }: WordHashes): { uniqueWordShare: number; stopWordCount: number } {
  counts.clear(count + STOP_WORDS.length);
  for (let index = 0; index < count; index += 1) counts.add(first[index] ?? 0, second[index] ?? 0);
  const unique = counts.size;
  const present = STOP_WORDS.filter(([high, low]) => counts.add(high, low) > 1);
  return { uniqueWordShare: count === 0 ? 0 : unique / count, stopWordCount: present.length };
}

function stopWordHashes(words: string): [number, number][] {
  const hashes = hashWords(words);
  return Array.from({ length: hashes.count }, (_, index) => [hashes.first[index] ?? 0, hashes.second[index] ?? 0]);
}

let sequenceHigh = 0;
let sequenceLow = 0;

/** Sets `sequenceHigh` and `sequenceLow` to the hash of `size` words from `start`; a returned pair would cost an object each. */
function hashSequence({ first, second }: WordHashes, start: number, size: number): void {
  let high = size;
  let low = ~size;
  for (let index = start; index < start + size; index += 1) {
    high = Math.imul(high ^ (first[index] ?? 0), 0xcc9e2d51);
    high ^= high >>> 13;
    low = Math.imul(low + (second[index] ?? 0), 0x1b873593);
    low ^= low >>> 16;
  }
  sequenceHigh = high >>> 0;
  sequenceLow = low >>> 0;
}

function topTrigramCharacters(words: WordHashes): number {
  counts.clear(words.count);
  let top = 1;
  let characters = 0;
  for (let start = 0; start + 3 <= words.count; start += 1) {
    hashSequence(words, start, 3);
    const times = counts.add(sequenceHigh, sequenceLow);
    if (times <= top) continue;
    top = times;
    characters = times * charactersOf(words, start, 3);
  }
  // A trigram that overlaps itself ("a a a a") would count characters more than once.
  return Math.min(characters, charactersOf(words, 0, words.count));
}

function duplicatedCharacters(words: WordHashes, size: number): number {
  counts.clear(words.count);
  let characters = 0;
  let covered = 0;
  for (let start = 0; start + size <= words.count; start += 1) {
    hashSequence(words, start, size);
    if (counts.add(sequenceHigh, sequenceLow) === 1) continue;
    const from = Math.max(start, covered);
    covered = start + size;
    characters += charactersOf(words, from, covered - from);
  }
  return characters;
}

function charactersOf({ lengths }: WordHashes, start: number, size: number): number {
  let characters = 0;
  for (let index = start; index < start + size; index += 1) characters += lengths[index] ?? 0;
  return characters;
}
