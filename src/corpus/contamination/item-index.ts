import { z } from "zod";
import {
  buildGramTable,
  firstRun,
  type GramTable,
  gramTableSchema,
  isTelling,
  nextRun,
  numbersSchema,
  type Run,
  RunHashes,
} from "./gram-table.ts";
import type { TokenSequence } from "./token-sequence.ts";

/** One text of a benchmark item. */
export interface ItemText {
  /** Its number among the texts of all items. */
  readonly text: number;
  /** Tells items apart; texts of one item have the same number. */
  readonly item: number;
  readonly sequence: TokenSequence;
}

/** Which runs of tokens are looked for. */
export interface RunRules {
  readonly length: number;
  /** Texts that are shorter than `length` are looked for as a whole, if they have so many tokens. */
  readonly shortest: number;
  /** Of the tokens of a run, the share that differ from each other at least. */
  readonly leastDifferent: number;
  /** A run of more items is not looked for; 255 at most. */
  readonly mostItems: number;
}

/** Items to look for, as threads share them. */
export const itemIndexSchema = z.object({
  tables: z.array(gramTableSchema),
  /** The numbers of the texts. */
  texts: numbersSchema,
  /** Tokens of all texts, one after the other. */
  hashes: numbersSchema,
  names: numbersSchema,
  /** Where they lie in their texts, in UTF-16 units. */
  starts: numbersSchema,
  ends: numbersSchema,
  /** Where each text's tokens begin; one more at the end. */
  offsets: numbersSchema,
  /** What a whole match must weigh at least: words count 2, see `TokenSequence`. */
  leastWeight: z.number(),
});

export type ItemIndex = z.infer<typeof itemIndexSchema>;

/** A run of tokens that a document and a text of an item have in common, as long as it goes. */
export interface Overlap {
  /** The number of the text. */
  readonly text: number;
  /** Tokens in common. */
  readonly length: number;
  /** Where the run lies in the document and in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly itemStart: number;
  readonly itemEnd: number;
}

/** The same in tokens: `place` among those of all texts, `documentToken` in the document. */
interface TokenOverlap {
  readonly place: number;
  readonly documentToken: number;
  readonly length: number;
}

/**
 * An index of all runs of `length` tokens of the texts. A text that is shorter, but has `shortest` tokens or more, counts as one
 * run (GPT-3 and lm-eval do not look for items of less than 8 words).
 */
export function buildItemIndex(texts: readonly ItemText[], rules: RunRules): ItemIndex {
  const { length, shortest, leastDifferent, mostItems } = rules;
  const offsets = sharedArray(texts.length + 1);
  for (const [index, { sequence }] of texts.entries())
    offsets[index + 1] = (offsets[index] ?? 0) + sequence.hashes.length;
  const tokens = offsets[texts.length] ?? 0;
  const numbers = sharedArray(texts.length);
  const [hashes, names] = [sharedArray(tokens), sharedArray(tokens)];
  const [starts, ends] = [sharedArray(tokens), sharedArray(tokens)];
  for (const [index, { text, sequence }] of texts.entries()) {
    numbers[index] = text;
    hashes.set(sequence.hashes, offsets[index]);
    names.set(sequence.names, offsets[index]);
    starts.set(sequence.starts, offsets[index]);
    ends.set(sequence.ends, offsets[index]);
  }
  const tables: GramTable[] = [];
  for (let size = Math.min(shortest, length); size <= length; size += 1) {
    const among = texts.flatMap((text, index) =>
      (size === length ? text.sequence.hashes.length >= size : text.sequence.hashes.length === size)
        ? [{ ...text, offset: offsets[index] ?? 0 }]
        : [],
    );
    const count = among.reduce((sum, { sequence }) => sum + sequence.hashes.length - size + 1, 0);
    if (count > 0) tables.push(buildGramTable(size, count, mostItems, runsOf(among, size, leastDifferent)));
  }
  const leastWeight = 2 * Math.min(shortest, length);
  return { tables, texts: numbers, hashes, names, starts, ends, offsets, leastWeight };
}

function* runsOf(
  texts: readonly (ItemText & { readonly offset: number })[],
  size: number,
  leastDifferent: number,
): Generator<Run> {
  for (const { item, sequence, offset } of texts) {
    const hashes = new RunHashes(sequence.hashes);
    for (let at = 0; at + size <= sequence.hashes.length; at += 1) {
      if (isTelling(sequence, at, size, leastDifferent)) yield { hashes, at, place: offset + at, item };
    }
  }
}

function sharedArray(length: number): Uint32Array<SharedArrayBuffer> {
  return new Uint32Array(new SharedArrayBuffer(length * 4));
}

/**
 * What a document has in common with the items of an index, in its order. Spans of one text do not overlap; those of different texts
 * that have a run in common do.
 */
export function findOverlaps(index: ItemIndex, document: TokenSequence): Overlap[] {
  const hashes = new RunHashes(document.hashes);
  const overlaps: TokenOverlap[] = [];
  /** By text: the token of the document up to which its overlaps reach. */
  const reached = new Map<number, number>();
  for (let at = 0; at < hashes.tokens; at += 1) {
    for (const table of index.tables) {
      if (at + table.length > hashes.tokens) continue;
      for (let run = firstRun(table, hashes, at); run !== -1; run = nextRun(table, run)) {
        const place = table.places[run] ?? 0;
        const text = textAt(index.offsets, place);
        const free = reached.get(text) ?? 0;
        const overlap = free > at ? undefined : extended(index, document, text, place, at, free);
        if (overlap === undefined || overlap.length < table.length || weightOf(document, overlap) < index.leastWeight)
          continue;
        overlaps.push(overlap);
        reached.set(text, overlap.documentToken + overlap.length);
      }
    }
  }
  return overlaps.map((overlap) => placed(index, document, overlap));
}

function placed(index: ItemIndex, document: TokenSequence, { place, documentToken, length }: TokenOverlap): Overlap {
  return {
    text: index.texts[textAt(index.offsets, place)] ?? 0,
    length,
    start: document.starts[documentToken] ?? 0,
    end: document.ends[documentToken + length - 1] ?? 0,
    itemStart: index.starts[place] ?? 0,
    itemEnd: index.ends[place + length - 1] ?? 0,
  };
}

/** The run around `place` and `at`, from `free` on in the document, that agrees token by token, with names that correspond one to one. */
function extended(
  index: ItemIndex,
  document: TokenSequence,
  text: number,
  place: number,
  at: number,
  free: number,
): TokenOverlap | undefined {
  const first = index.offsets[text] ?? 0;
  const last = index.offsets[text + 1] ?? 0;
  const names = new Correspondence();
  const agree = (itemToken: number, documentToken: number): boolean =>
    index.hashes[itemToken] === document.hashes[documentToken] &&
    names.admit(index.names[itemToken] ?? 0, document.names[documentToken] ?? 0);
  let length = 0;
  while (place + length < last && at + length < document.hashes.length && agree(place + length, at + length))
    length += 1;
  let back = 0;
  while (place - back > first && at - back > free && agree(place - back - 1, at - back - 1)) back += 1;
  if (length === 0) return undefined;
  return { place: place - back, documentToken: at - back, length: length + back };
}

/** Names of an item and of a document that stand for each other. */
class Correspondence {
  private readonly ofItem = new Map<number, number>();
  private readonly ofDocument = new Map<number, number>();

  admit(item: number, document: number): boolean {
    if (item === 0 || document === 0) return item === document;
    const other = this.ofItem.get(item) ?? document;
    const back = this.ofDocument.get(document) ?? item;
    if (other !== document || back !== item) return false;
    this.ofItem.set(item, document);
    this.ofDocument.set(document, item);
    return true;
  }
}

/** The text that a place lies in: the last whose tokens begin at or before it. */
function textAt(offsets: Uint32Array, place: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) <= place) low = middle;
    else high = middle;
  }
  return low;
}

function weightOf({ weights }: TokenSequence, { documentToken, length }: TokenOverlap): number {
  let weight = 0;
  for (let token = documentToken; token < documentToken + length; token += 1) weight += weights[token] ?? 0;
  return weight;
}
