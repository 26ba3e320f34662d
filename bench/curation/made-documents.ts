const VOCABULARY = 50_000;

/** A seeded stream of numbers in [0,1): mulberry32. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface MadeDocument {
  readonly words: string[];
  /** The document that it is a copy of; null for an original. */
  readonly original: number | null;
}

/**
 * A document of 100 to 300 made-up words; one in ten is a copy of an earlier one in which one word in a hundred is another, and one in
 * fifty is an exact copy. Words are drawn as in running text: the n-th is n times rarer than the first (Zipf). Every document is a
 * function of its number, so that a copy needs no list of what was before.
 */
export function makeDocument(document: number): MadeDocument {
  const random = randomFrom(document + 1);
  const kind = random();
  if (document > 0 && kind < 0.12) {
    const source = Math.floor(random() * document);
    const { words, original } = makeDocument(source);
    if (kind < 0.1) for (let at = 0; at < words.length; at += 1) if (random() < 0.01) words[at] = "another";
    return { words, original: original ?? source };
  }
  const length = 100 + Math.floor(random() * 200);
  const words = Array.from({ length }, () => `w${Math.floor(VOCABULARY ** random())}`);
  return { words, original: null };
}
