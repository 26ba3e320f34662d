import { lengthMatchedDistractors } from "../../distractors.ts";
import { type Lexicon, overlap, plainWord, withArticle } from "../../lexicon.ts";
import { CHOICES, type QuestionDraft } from "../../item.ts";
import type { Random } from "../../../stage/random.ts";

/**
 * "A beagle, a lamp, a collie, a poodle: all but one of them are a kind of dog. The odd one is the" → " lamp". Three words for
 * hyponyms of one WordNet synset, of about the length of one that is no such kind in any of its meanings; the order of
 * the four is random.
 */
export function* oddOneOut(lexicon: Lexicon, random: Random): Generator<QuestionDraft> {
  const words = [...new Set(lexicon.countable().flatMap((synset) => plainWord(synset) ?? []))];
  const kinds = [...membersOfKinds(lexicon)].filter(([, members]) => members.size >= CHOICES - 1);
  if (kinds.length === 0) return;
  let rank = random.below(CHOICES);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const [kind, memberSet] = random.pick(kinds);
    const odd = random.pick(words);
    const members = [...memberSet].filter((member) => !overlap(member, odd));
    const three = lexicon.kindsOf(odd).has(kind) ? undefined : lengthMatchedDistractors(odd, members, rank, random);
    if (three === undefined) continue;
    rank = random.below(CHOICES);
    attempt = 0;
    const four = random
      .shuffled([odd, ...three])
      .map(withArticle)
      .join(", ");
    yield {
      cluster: kind,
      prompt: `${four.charAt(0).toUpperCase()}${four.slice(1)}: all but one of them are a kind of ${kind}. The odd one is the`,
      right: ` ${odd}`,
      wrong: three.map((member) => ` ${member}`),
    };
  }
}

/** Draws in a row that give no question, after which there are none. */
const ATTEMPTS = 10_000;

/** A kind's word to the words of what is directly beneath it, without those that contain the kind's word. */
function membersOfKinds(lexicon: Lexicon): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>();
  for (const synset of lexicon.countable()) {
    const word = plainWord(synset);
    for (const hypernym of lexicon.hypernyms(synset)) {
      const kind = plainWord(hypernym);
      if (word === undefined || kind === undefined || overlap(word, kind)) continue;
      members.set(kind, (members.get(kind) ?? new Set()).add(word));
    }
  }
  return members;
}
