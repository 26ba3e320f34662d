import { DistinctKeys } from "./distinct-keys.ts";
import type { WordHashes } from "./word-hashes.ts";

/** How much of a document its repeated sequences of words take. Characters are those of words. */
export interface RepeatedSequences {
  /** Characters of all words. */
  readonly characters: number;
  /** Number of different words. */
  readonly distinctWords: number;
  /** Entropy of the distribution of words in nats. */
  readonly entropy: number;
  /** By length in words, from 2: characters within the most frequent sequence, all its copies; 0 where none repeats. */
  readonly top: readonly number[];
  /** By length in words, from 2: characters within sequences that stood before, each character once. */
  readonly duplicated: readonly number[];
}

/** Sequences are looked at up to this number of words. */
const LONGEST_SEQUENCE = 10;

const keys = new DistinctKeys();
/** Of the sequence that starts at each word its number, 0 where it occurs once only. */
let numbers = new Uint32Array(0);
/** Characters of the words before each word. */
let ends = new Uint32Array(0);

/**
 * Counts the sequences of 2 to 10 words in one go. A sequence of n words repeats only where both sequences of n − 1 words
 * within it do: from length to length fewer places are left to look at, and a sequence's key is the numbers of those two,
 * so that no hash of a sequence can collide.
 */
export function repeatedSequences(words: WordHashes): RepeatedSequences {
  const { count } = words;
  prepare(words);
  const distinctWords = keys.size;
  const entropy = entropyOfWords(count);
  const top = new Array<number>(LONGEST_SEQUENCE + 1).fill(0);
  const duplicated = new Array<number>(LONGEST_SEQUENCE + 1).fill(0);
  let places = keepRepeated(count);
  for (let size = 2; size <= LONGEST_SEQUENCE && places > 0; size += 1) {
    keys.clear(places);
    let most = 1;
    let mostCharacters = 0;
    let characters = 0;
    let covered = 0;
    const last = count - size;
    for (let start = 0; start <= last; start += 1) {
      const first = numbers[start] ?? 0;
      const second = numbers[start + 1] ?? 0;
      if (first === 0 || second === 0) {
        numbers[start] = 0;
        continue;
      }
      const number = keys.add(first, second);
      numbers[start] = number;
      const times = keys.timesOf(number);
      if (times === 1) continue;
      const end = start + size;
      if (times > most) {
        most = times;
        mostCharacters = times * charactersBetween(start, end);
      }
      characters += charactersBetween(Math.max(start, covered), end);
      covered = end;
    }
    // A sequence that overlaps itself ("a a a a") would count characters more than once.
    top[size] = Math.min(mostCharacters, ends[count] ?? 0);
    duplicated[size] = characters;
    places = keepRepeated(last + 1);
  }
  return { characters: ends[count] ?? 0, distinctWords, entropy, top, duplicated };
}

/** Numbers the words and sums up their lengths. */
function prepare({ count, first, second, lengths }: WordHashes): void {
  if (numbers.length < count + 1) {
    numbers = new Uint32Array(count + 1);
    ends = new Uint32Array(count + 1);
  }
  keys.clear(count);
  let characters = 0;
  ends[0] = 0;
  for (let index = 0; index < count; index += 1) {
    numbers[index] = keys.add(first[index] ?? 0, second[index] ?? 0);
    characters += lengths[index] ?? 0;
    ends[index + 1] = characters;
  }
}

function entropyOfWords(count: number): number {
  let sum = 0;
  for (let number = 1; number <= keys.size; number += 1) {
    const times = keys.timesOf(number);
    sum += times * Math.log(times);
  }
  return count === 0 ? 0 : Math.log(count) - sum / count;
}

/** Of the first `places` numbers, sets to 0 those whose key occurs once; returns how many are left. */
function keepRepeated(places: number): number {
  let left = 0;
  for (let index = 0; index < places; index += 1) {
    const number = numbers[index] ?? 0;
    if (number === 0) continue;
    if (keys.timesOf(number) === 1) numbers[index] = 0;
    else left += 1;
  }
  return left;
}

function charactersBetween(start: number, end: number): number {
  return (ends[end] ?? 0) - (ends[start] ?? 0);
}
