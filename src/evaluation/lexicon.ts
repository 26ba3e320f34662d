import { indefiniteArticle } from "../corpus/wordnet/article.ts";
import type { Synset, WordNet } from "../corpus/wordnet/synset.ts";

/** Lexicographer files of nouns that can be counted: "a dog", "a spoon", "an oak". */
const COUNTABLE = new Set(["noun.animal", "noun.artifact", "noun.person", "noun.plant", "noun.food"]);

/** WordNet as the questions need it: what a word can mean, and what it is a kind of. */
export class Lexicon {
  readonly #wordNet: WordNet;
  readonly #synsetsOfWord = new Map<string, Synset[]>();
  readonly #ancestors = new Map<string, ReadonlySet<string>>();

  constructor(wordNet: WordNet) {
    this.#wordNet = wordNet;
    for (const synset of wordNet.synsets) {
      for (const word of synset.words) {
        const key = word.toLowerCase();
        const synsets = this.#synsetsOfWord.get(key);
        if (synsets === undefined) this.#synsetsOfWord.set(key, [synset]);
        else synsets.push(synset);
      }
    }
  }

  get synsets(): readonly Synset[] {
    return this.#wordNet.synsets;
  }

  hypernyms(synset: Synset): readonly Synset[] {
    return this.#wordNet.hypernyms(synset);
  }

  /** Words of the synsets that a synset points to in any way: what is alike, opposite, part of it, derived from it. */
  related(synset: Synset): string[] {
    return synset.pointers.flatMap(({ target }) => this.#wordNet.synset(target)?.words ?? []);
  }

  /** Every meaning of a word. */
  meanings(word: string): readonly Synset[] {
    return this.#synsetsOfWord.get(word) ?? [];
  }

  /** Synsets of things that can be counted and have a plain word. */
  countable(): Synset[] {
    return this.synsets.filter((synset) => COUNTABLE.has(synset.lexicographerFile) && plainWord(synset) !== undefined);
  }

  /**
   * At most 300 words for artifacts that readers know. WordNet's data files have no frequencies; words with many meanings
   * are the frequent ones (Zipf 1945). At least half of the meanings are artifacts, so that "the cut" is not among them.
   */
  familiarThings(): string[] {
    const artifacts = (word: string): Synset[] => this.meanings(word).filter(isArtifact);
    const words = this.countable()
      .filter(isArtifact)
      .flatMap((synset) => plainWord(synset) ?? []);
    return [...new Set(words)]
      .filter((word) => artifacts(word).length * 2 >= this.meanings(word).length)
      .sort((a, b) => this.meanings(b).length - this.meanings(a).length)
      .slice(0, 300);
  }

  /** All words for all that a word, in any of its meanings, is a kind of, and its synonyms; the word itself too. */
  kindsOf(word: string): ReadonlySet<string> {
    const known = this.#ancestors.get(word);
    if (known !== undefined) return known;
    const seen = new Set<Synset>();
    const open = [...this.meanings(word)];
    for (let synset = open.pop(); synset !== undefined; synset = open.pop()) {
      if (seen.has(synset)) continue;
      seen.add(synset);
      open.push(...this.hypernyms(synset));
    }
    const words = new Set([...seen].flatMap(({ words }) => words.map((synonym) => synonym.toLowerCase())));
    this.#ancestors.set(word, words);
    return words;
  }
}

function isArtifact({ lexicographerFile }: Synset): boolean {
  return lexicographerFile === "noun.artifact";
}

/** The most usual word of a synset, where it is one word of 3 to 12 small letters: no name, no compound. */
export function plainWord({ words: [word = ""] }: Synset): string | undefined {
  return /^[a-z]{3,12}$/.test(word) ? word : undefined;
}

/** "a dog", "an oak". */
export function withArticle(word: string): string {
  return `${indefiniteArticle(word)} ${word}`;
}

/** Whether one of two words is part of the other, so that a question would give itself away. */
export function overlap(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}
