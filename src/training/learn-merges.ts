import type { Merge } from "./tokenizer-format.ts";

/** More than any vocabulary: two ids make one number that is exact. */
const ID_LIMIT = 2 ** 24;

/** A pair of neighbouring tokens that may become one, as it was when it was queued. */
interface Candidate {
  readonly pair: number;
  count: number;
  /** Words that the pair has come to stand in. */
  readonly words: ReadonlySet<number>;
}

/**
 * Byte pair encoding (Sennrich et al. 2016): the `count` merges, or as many as there are, that each join the commonest pair
 * of neighbouring tokens of words that are given with their frequencies. Of pairs that are as common, the one of the earlier
 * tokens is joined; characters come before merged tokens, in the order of their code points. The same merges in the same
 * order as Hugging Face's BpeTrainer, whose binding for Node has no setting for their number.
 */
export function learnMerges(frequencies: ReadonlyMap<string, number>, count: number): Merge[] {
  const tokens = [...new Set([...frequencies.keys()].flatMap((word) => Array.from(word)))].sort(byCodePoint);
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const words = Array.from(frequencies.keys(), (word) => Array.from(word, (character) => idOf.get(character) ?? 0));
  const wordCounts = [...frequencies.values()];
  const pairCounts = new Map<number, number>();
  const queue = new CandidateQueue();

  const added = new Map<number, Set<number>>();
  const change = (first: number, second: number, word: number, sign: 1 | -1): void => {
    const pair = first * ID_LIMIT + second;
    pairCounts.set(pair, (pairCounts.get(pair) ?? 0) + sign * (wordCounts[word] ?? 0));
    if (sign < 0) return;
    const places = added.get(pair);
    if (places === undefined) added.set(pair, new Set([word]));
    else places.add(word);
  };
  const queueAdded = (): void => {
    for (const [pair, places] of added) queue.push({ pair, count: pairCounts.get(pair) ?? 0, words: places });
    added.clear();
  };
  for (const [word, ids] of words.entries()) {
    for (let at = 0; at + 1 < ids.length; at++) change(ids[at] ?? 0, ids[at + 1] ?? 0, word, 1);
  }
  queueAdded();

  const merges: Merge[] = [];
  while (merges.length < count) {
    const top = queue.pop();
    if (top === undefined) break;
    const now = pairCounts.get(top.pair) ?? 0;
    if (top.count !== now) {
      queue.push({ ...top, count: now });
      continue;
    }
    if (now < 1) break;
    const first = Math.floor(top.pair / ID_LIMIT);
    const second = top.pair % ID_LIMIT;
    const merge: Merge = [tokens[first] ?? "", tokens[second] ?? ""];
    merges.push(merge);
    const token = merge.join("");
    const merged = idOf.get(token) ?? tokens.push(token) - 1;
    idOf.set(token, merged);
    for (const word of top.words) mergeInWord(words[word] ?? [], word, { first, second, merged }, change);
    queueAdded();
  }
  return merges;
}

function byCodePoint(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}

/** Joins a pair wherever it stands in a word, and tells which pairs of neighbours come and go. */
function mergeInWord(
  ids: number[],
  word: number,
  { first, second, merged }: { readonly first: number; readonly second: number; readonly merged: number },
  change: (first: number, second: number, word: number, sign: 1 | -1) => void,
): void {
  for (let at = 0; at + 1 < ids.length; at++) {
    if (ids[at] !== first || ids[at + 1] !== second) continue;
    const [before, after] = [at === 0 ? undefined : ids[at - 1], ids[at + 2]];
    if (before !== undefined) {
      change(before, first, word, -1);
      change(before, merged, word, 1);
    }
    ids.splice(at, 2, merged);
    if (after !== undefined) {
      change(second, after, word, -1);
      change(merged, after, word, 1);
    }
  }
}

/** A binary heap: the candidate with the highest count comes first, of those the one with the lowest pair. */
class CandidateQueue {
  readonly #heap: Candidate[] = [];

  push(candidate: Candidate): void {
    if (candidate.count < 1) return;
    const heap = this.#heap;
    let at = heap.push(candidate) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): Candidate | undefined {
    const heap = this.#heap;
    if (heap.length === 0) return undefined;
    this.#swap(0, heap.length - 1);
    const top = heap.pop();
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.#isBefore(child, least)) least = child;
      }
      if (least === at) return top;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return false;
    return first.count === second.count ? first.pair < second.pair : first.count > second.count;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
