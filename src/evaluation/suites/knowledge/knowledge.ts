import { synsetProse } from "../../../corpus/wordnet/prose.ts";
import type { Synset } from "../../../corpus/wordnet/synset.ts";
import { lengthMatchedDistractors } from "../../distractors.ts";
import { CHOICES, type Question, type QuestionDraft, questions } from "../../item.ts";
import { type Lexicon, overlap, plainWord } from "../../lexicon.ts";
import { Random } from "../../../stage/random.ts";
import type { Facts } from "./facts.ts";

/**
 * The suite `knowledge`, with the slices `heldIn` and `heldOut`: "_ is a member of the genus Canis …" → "A dog", "An elk", … A
 * question is the sentence of a WordNet document, which is all that a model could have learnt the fact from; the choice
 * is right that makes the definition most likely. Asked of synsets of one plain word.
 *
 * Wrong words are from the same lexicographer file (so of the same part of speech and topic), have about as many meanings
 * (so they are about as frequent) and about the same length, and are neither synonyms nor kinds of the right one, nor
 * related to it in WordNet. Neither right nor wrong words are given away by the definition.
 */
export function knowledgeQuestions(facts: Facts, lexicon: Lexicon, seed: number): Iterable<Question>[] {
  const words = wordsByTopic(lexicon);
  return (["heldIn", "heldOut"] as const).map((slice) => {
    const random = Random.of("knowledge", seed, slice);
    const synsets = random.shuffled(facts[slice]);
    return questions("knowledge", slice, drafts(synsets, words, lexicon, random), random);
  });
}

/** Words that are looked at for a question: enough to have every length. */
const CANDIDATES = 200;

function* drafts(
  synsets: readonly Synset[],
  words: ReadonlyMap<string, readonly string[]>,
  lexicon: Lexicon,
  random: Random,
): Generator<QuestionDraft> {
  let rank = random.below(CHOICES);
  for (const synset of synsets) {
    const right = plainWord(synset);
    const shown = synset.definition.toLowerCase().split(/[^\p{L}]+/u);
    if (right === undefined || synset.words.length > 1 || givesAway(shown, right)) continue;
    const topical = words.get(topicOf(synset, right, lexicon)) ?? [];
    const candidates = random
      .sample(topical, CANDIDATES)
      .filter((word) => isWrong(word, synset, right, lexicon) && !givesAway(shown, word));
    const wrong = lengthMatchedDistractors(right, candidates, rank, random);
    if (wrong === undefined) continue;
    rank = random.below(CHOICES);

    const sentences = [right, ...wrong].map((word) => synsetProse({ ...synset, words: [word], examples: [] }));
    const ending = sharedEnding(sentences);
    const [subject = "", ...others] = sentences.map((sentence) => sentence.slice(0, -ending.length));
    yield { cluster: synset.id, prompt: "", right: subject, wrong: others, ending };
  }
}

/** Words are exchanged within a lexicographer file, and among words with one, two to three, or more meanings. */
function topicOf({ lexicographerFile }: Synset, word: string, lexicon: Lexicon): string {
  const meanings = lexicon.meanings(word).length;
  return `${lexicographerFile} ${meanings === 1 ? "1" : meanings < 4 ? "2" : "4"}`;
}

function wordsByTopic(lexicon: Lexicon): Map<string, string[]> {
  const words = new Map<string, Set<string>>();
  for (const synset of lexicon.synsets) {
    const word = plainWord(synset);
    if (word === undefined) continue;
    const topic = topicOf(synset, word, lexicon);
    words.set(topic, (words.get(topic) ?? new Set()).add(word));
  }
  return new Map([...words].map(([topic, members]) => [topic, [...members]]));
}

function isWrong(word: string, synset: Synset, right: string, lexicon: Lexicon): boolean {
  return (
    !overlap(word, right) &&
    !lexicon.kindsOf(right).has(word) &&
    !lexicon.kindsOf(word).has(right) &&
    !lexicon.related(synset).includes(word)
  );
}

/** Whether one of the words of a definition is of the same stem: it begins with the word's first letters, up to five. */
function givesAway(shown: readonly string[], word: string): boolean {
  const stem = word.slice(0, Math.max(3, Math.min(5, word.length - 1)));
  return shown.some((other) => other.startsWith(stem));
}

/** What all sentences end with, from a space on. */
function sharedEnding(sentences: readonly string[]): string {
  const [first = "", ...others] = sentences;
  let start = 0;
  while (!others.every((other) => other.endsWith(first.slice(start)))) start += 1;
  return first.slice(first.indexOf(" ", start));
}
