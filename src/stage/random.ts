import { createHash } from "node:crypto";

const MASK = (1n << 64n) - 1n;

/** A reproducible stream of random numbers: SplitMix64 (Steele, Lea, Flood 2014). */
export class Random {
  #state: bigint;

  constructor(state: bigint) {
    this.#state = state & MASK;
  }

  /** The stream that belongs to a key; streams of different keys have nothing to do with each other. */
  static of(...key: readonly (string | number)[]): Random {
    return new Random(createHash("sha256").update(JSON.stringify(key)).digest().readBigUInt64LE());
  }

  /** 64 uniform bits. */
  next(): bigint {
    this.#state = (this.#state + 0x9e3779b97f4a7c15n) & MASK;
    let bits = this.#state;
    bits = ((bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    bits = ((bits ^ (bits >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return bits ^ (bits >> 31n);
  }

  /** Uniform in [0, 1), in steps of 2^-53. */
  share(): number {
    return Number(this.next() >> 11n) / 2 ** 53;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.share() * count);
  }

  /** One of `values`, which are not empty. */
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError("there is nothing to pick from");
    return value;
  }

  /** `count` of `values`, drawn with replacement; none where there are none. */
  sample<T>(values: readonly T[], count: number): T[] {
    return values.length === 0 ? [] : Array.from({ length: count }, () => this.pick(values));
  }

  /** `values` in a random order. */
  shuffled<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, place: this.share() }))
      .sort((a, b) => a.place - b.place)
      .map(({ value }) => value);
  }
}
