import { z } from "zod";
import type { TokenSequence } from "./token-sequence.ts";

/** Numbers that threads may share. */
export const numbersSchema = z.custom<Uint32Array>((value) => value instanceof Uint32Array);

/** Runs of `length` tokens of benchmark items, by a 64-bit hash. Its arrays are shared between threads. */
export const gramTableSchema = z.object({
  length: z.int(),
  highs: numbersSchema,
  lows: numbersSchema,
  /** 1 + the place of the run's first token among the tokens of all items; 0: empty; `COMMON`: in too many items. */
  places: numbersSchema,
});

export type GramTable = z.infer<typeof gramTableSchema>;

const COMMON = 0xffff_ffff;
/** A run in more items of a benchmark than that is how the benchmark asks, not what it asks. */
const MOST_ITEMS = 10;

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

/** A run to put into a table: `place` as in `GramTable.places` without the 1, `item` tells items apart. */
export interface Run {
  readonly hashes: RunHashes;
  readonly at: number;
  readonly place: number;
  readonly item: number;
}

/** A table of runs of one length; `count` is how many `runs` has. */
export function buildGramTable(length: number, count: number, runs: Iterable<Run>): GramTable {
  let slots = 16;
  while (slots < count * 2) slots *= 2;
  const shared = (): Uint32Array<SharedArrayBuffer> => new Uint32Array(new SharedArrayBuffer(slots * 4));
  const table = { length, highs: shared(), lows: shared(), places: shared() };
  const items = new Uint8Array(slots);
  const lastItem = new Uint32Array(slots);
  for (const { hashes, at, place, item } of runs) {
    const high = hashes.high(at, length);
    const low = hashes.low(at, length);
    const slot = slotOf(table, high, low);
    if (table.places[slot] === 0) {
      table.highs[slot] = high;
      table.lows[slot] = low;
      table.places[slot] = place + 1;
    }
    if (lastItem[slot] === item + 1) continue;
    lastItem[slot] = item + 1;
    items[slot] = Math.min(MOST_ITEMS + 1, (items[slot] ?? 0) + 1);
    if ((items[slot] ?? 0) > MOST_ITEMS) table.places[slot] = COMMON;
  }
  return table;
}

/** The place of the run of a document that starts at token `at`, among the tokens of the items; −1 where it is in none. */
export function findRun(table: GramTable, hashes: RunHashes, at: number): number {
  const place = table.places[slotOf(table, hashes.high(at, table.length), hashes.low(at, table.length))] ?? 0;
  return place === 0 || place === COMMON ? -1 : place - 1;
}

function slotOf({ highs, lows, places }: GramTable, high: number, low: number): number {
  const mask = places.length - 1;
  let slot = Math.imul(high ^ (low >>> 7), 0x9e3779b1) >>> 0;
  slot = (slot ^ (slot >>> 15)) & mask;
  while (places[slot] !== 0 && (highs[slot] !== high || lows[slot] !== low)) slot = (slot + 1) & mask;
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
