import { type Candidate, highest, lot } from "./candidate.ts";
import type { Judge } from "./classifier.ts";
import { cosine, hashedNgrams, type SparseVector } from "./features.ts";

/** A document that is worth a label, and why. */
export interface QueueItem {
  readonly candidate: Candidate;
  /** The classifier's probability that it is good; null without a classifier. */
  readonly learnedQuality: number | null;
}

export interface QueueSettings {
  readonly count: number;
  readonly seed: number;
  /** Ids of documents that have labels. */
  readonly labelled: ReadonlySet<string>;
  /** Left out before there is one: documents are then drawn by lot. */
  readonly judge: Judge | undefined;
}

/** Among so many times as many uncertain documents, diverse ones are chosen. */
const POOL_FACTOR = 8;
/** A label needs no more of a document than a person reads. */
const SHOWN_CHARACTERS = 50_000;

interface Pooled extends QueueItem {
  readonly id: string;
  readonly value: number;
  readonly ngrams: SparseVector;
}

/**
 * The documents to label next: those that the classifier is least certain of (probability near 0.5), and of these, one after the
 * other, the one with the highest uncertainty × distance from those chosen before (cosine of hashed n-grams), so that a batch does
 * not ask the same thing twice. Texts are cut to what a person reads.
 */
export async function labelQueue(documents: AsyncIterable<Candidate>, settings: QueueSettings): Promise<QueueItem[]> {
  const { count, seed, labelled, judge } = settings;
  async function* valued(): AsyncGenerator<Pooled> {
    for await (const candidate of documents) {
      if (labelled.has(candidate.id)) continue;
      const ngrams = hashedNgrams(candidate.text);
      const learnedQuality = judge?.judge(ngrams, candidate.signals) ?? null;
      const value = learnedQuality === null ? lot(seed, candidate.id) : 1 - 2 * Math.abs(learnedQuality - 0.5);
      const shown = { ...candidate, text: candidate.text.slice(0, SHOWN_CHARACTERS) };
      yield { id: candidate.id, candidate: shown, learnedQuality, value, ngrams };
    }
  }
  return diverse(await highest(valued(), POOL_FACTOR * count), count);
}

function diverse(pool: readonly Pooled[], count: number): QueueItem[] {
  const nearest = pool.map(() => 0);
  const left = new Set(pool.keys());
  const chosen: QueueItem[] = [];
  while (chosen.length < count && left.size > 0) {
    let best = -1;
    let most = -Infinity;
    for (const index of left) {
      const gain = (pool[index]?.value ?? 0) * (1 - (nearest[index] ?? 0));
      if (gain > most) [best, most] = [index, gain];
    }
    const next = pool[best];
    if (next === undefined) break;
    left.delete(best);
    chosen.push({ candidate: next.candidate, learnedQuality: next.learnedQuality });
    for (const index of left) {
      nearest[index] = Math.max(nearest[index] ?? 0, cosine(pool[index]?.ngrams ?? next.ngrams, next.ngrams));
    }
  }
  return chosen;
}

/** Pairs of a queue's documents, of one language where that is possible, whose foretold qualities are close. */
export function pairUp(items: readonly QueueItem[]): (readonly [QueueItem, QueueItem])[] {
  const sorted = items.toSorted(
    (a, b) =>
      (a.candidate.language ?? "").localeCompare(b.candidate.language ?? "", "en") ||
      (a.learnedQuality ?? a.candidate.quality) - (b.learnedQuality ?? b.candidate.quality),
  );
  return sorted.flatMap((item, index) => {
    const next = sorted[index + 1];
    return index % 2 === 0 && next !== undefined ? [[item, next] as const] : [];
  });
}
