import { z } from "zod";
import type { TokenSequence } from "./token-sequence.ts";

/** Numbers that threads may share. */
export const numbersSchema = z.custom<Uint32Array>((value) => value instanceof Uint32Array);

/** Runs of `length` tokens of items, by a 64-bit hash. Its arrays are shared between threads. */
export const gramTableSchema = z.object({
  length: z.int(),
  highs: numbersSchema,
  lows: numbersSchema,
  /** By slot: 1 + the number of the first run of that hash; 0: empty; `COMMON`: in too many items. */
  firsts: numbersSchema,
  /** By run: the place of its first token among the tokens of all items. */
  places: numbersSchema,
  /** By run: 1 + the number of the next run of that hash, which is of another item; 0: there is none. */
  nexts: numbersSchema,
});

export type GramTable = z.infer<typeof gramTableSchema>;

const COMMON = 0xffff_ffff;

const HIGH_BASE = 0x9e3779b1;
const LOW_BASE = 0x85ebca6b;
/** Longer runs than settings allow. */
const MOST_TOKENS = 64;
const HIGH_POWERS = powersOf(HIGH_BASE);
const LOW_POWERS = powersOf(LOW_BASE);

/** Of a base, modulo 2³², by exponent. */
function powersOf(base: number): Uint32Array {
  const powers = new Uint32Array(MOST_TOKENS);
  powers[0] = 1;
  for (let exponent = 1; exponent < MOST_TOKENS; exponent += 1) {
    powers[exponent] = Math.imul(powers[exponent - 1] ?? 0, base);
  }
  return powers;
}

/** Hashes of all runs of a length, from sums over the tokens before: each costs the same, whatever the length. */
export class RunHashes {
  private readonly highs: Uint32Array;
  private readonly lows: Uint32Array;
  readonly tokens: number;

  constructor(hashes: Uint32Array) {
    this.tokens = hashes.length;
    this.highs = new Uint32Array(hashes.length + 1);
    this.lows = new Uint32Array(hashes.length + 1);
    for (let at = 0; at < hashes.length; at += 1) {
      const hash = hashes[at] ?? 0;
      this.highs[at + 1] = Math.imul(this.highs[at] ?? 0, HIGH_BASE) + hash;
      this.lows[at + 1] = Math.imul(this.lows[at] ?? 0, LOW_BASE) + Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    }
  }

  high(at: number, length: number): number {
    return ((this.highs[at + length] ?? 0) - Math.imul(this.highs[at] ?? 0, HIGH_POWERS[length] ?? 0)) >>> 0;
  }

  low(at: number, length: number): number {
    return ((this.lows[at + length] ?? 0) - Math.imul(this.lows[at] ?? 0, LOW_POWERS[length] ?? 0)) >>> 0;
  }
}

/** A run to put into a table: `place` as in `GramTable.places`, `item` tells items apart. */
export interface Run {
  readonly hashes: RunHashes;
  readonly at: number;
  readonly place: number;
  readonly item: number;
}

/**
 * A table of runs of one length; `count` is how many `runs` has. Of the runs of an item that are alike, the first counts. A run of
 * more than `mostItems` items (255 at most) is how items are asked, not what they ask: it is not found.
 */
export function buildGramTable(length: number, count: number, mostItems: number, runs: Iterable<Run>): GramTable {
  let slots = 16;
  while (slots < count * 2) slots *= 2;
  const shared = (size: number): Uint32Array<SharedArrayBuffer> => new Uint32Array(new SharedArrayBuffer(size * 4));
  const [highs, lows, firsts] = [shared(slots), shared(slots), shared(slots)];
  const table = { length, highs, lows, firsts, places: shared(count), nexts: shared(count) };
  const items = new Uint8Array(slots);
  const lastItem = new Uint32Array(slots);
  const lastRun = new Uint32Array(slots);
  let number = 0;
  for (const { hashes, at, place, item } of runs) {
    const high = hashes.high(at, length);
    const low = hashes.low(at, length);
    const slot = slotOf(table, high, low);
    if (firsts[slot] === COMMON || lastItem[slot] === item + 1) continue;
    lastItem[slot] = item + 1;
    items[slot] = (items[slot] ?? 0) + 1;
    if ((items[slot] ?? 0) > mostItems) {
      firsts[slot] = COMMON;
      continue;
    }
    table.places[number] = place;
    if (firsts[slot] === 0) {
      highs[slot] = high;
      lows[slot] = low;
      firsts[slot] = number + 1;
    } else table.nexts[lastRun[slot] ?? 0] = number + 1;
    lastRun[slot] = number;
    number += 1;
  }
  return table;
}

/** The first run of the table that is alike to the document's that starts at token `at`; −1 where there is none. */
export function firstRun(table: GramTable, hashes: RunHashes, at: number): number {
  const first = table.firsts[slotOf(table, hashes.high(at, table.length), hashes.low(at, table.length))] ?? 0;
  return first === 0 || first === COMMON ? -1 : first - 1;
}

/** The run of the next item that is alike to a run of the table; −1 after the last. */
export function nextRun({ nexts }: GramTable, run: number): number {
  return (nexts[run] ?? 0) - 1;
}

function slotOf({ highs, lows, firsts }: GramTable, high: number, low: number): number {
  const mask = firsts.length - 1;
  let slot = Math.imul(high ^ (low >>> 7), 0x9e3779b1) >>> 0;
  slot = (slot ^ (slot >>> 15)) & mask;
  while (firsts[slot] !== 0 && (highs[slot] !== high || lows[slot] !== low)) slot = (slot + 1) & mask;
  return slot;
}

/**
 * Whether a run says enough to be recognised by: a share of its tokens differ from each other, and half are more than numbers. A
 * table of numbers or a row of `x x x` is in many documents that have never seen the item.
 */
export function isTelling({ hashes, weights }: TokenSequence, at: number, length: number, share: number): boolean {
  const different = new Set<number>();
  let words = 0;
  for (let token = at; token < at + length; token += 1) {
    different.add(hashes[token] ?? 0);
    if ((weights[token] ?? 0) > 0) words += 1;
  }
  return different.size >= length * share && words * 2 >= length;
}
