export type PartOfSpeech = "noun" | "verb" | "adjective" | "adverb";

/** A relation of one synset to another, as in wninput(5WN). */
export interface Pointer {
  /** `@` hypernym, `@i` instance hypernym, `~` hyponym, `!` antonym, `#p` part holonym, … */
  readonly symbol: string;
  /** Id of the synset pointed to. */
  readonly target: string;
  /** Index of the word of this synset that the relation is about; null when it is about the whole synset. */
  readonly sourceWord: number | null;
  /** Index of the word of the target synset; null when it is about the whole synset. */
  readonly targetWord: number | null;
}

/** One concept: the words that can stand for it, and what they mean. */
export interface Synset {
  /** Offset and part of speech (`02086723-n`). Satellite adjectives have the `a` that pointers name them by. */
  readonly id: string;
  readonly partOfSpeech: PartOfSpeech;
  /** Coarse topic, as named in lexnames(5WN): `noun.animal`. */
  readonly lexicographerFile: string;
  /** The most usual word first, with spaces for underscores and without the markers of adjective position. */
  readonly words: readonly string[];
  readonly definition: string;
  readonly examples: readonly string[];
  readonly pointers: readonly Pointer[];
}

export interface WordNet {
  /** Nouns, verbs, adjectives, adverbs; each in the order of its file. */
  readonly synsets: readonly Synset[];
  synset(id: string): Synset | undefined;
  /** The direct hypernyms (`@`, and `@i` for an instance such as a person), in the order of the file. */
  hypernyms(synset: Synset): readonly Synset[];
}
