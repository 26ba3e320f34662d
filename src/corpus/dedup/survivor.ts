import type { SurvivorRule } from "../../experiment/corpus/dedup.ts";

/** What decides which document of a cluster survives. */
export interface SurvivorFacts {
  /** Whether its licence is a permissive one. */
  readonly permissive: boolean;
  /** When it was last changed, in milliseconds since 1970; null where nobody says. */
  readonly time: number | null;
  /** Its length in bytes. */
  readonly bytes: number;
  readonly quality: number;
}

/** The numbers by which documents are ranked, one array a fact: a million objects would take more than the signatures do. */
export class SurvivorRanking {
  private readonly rules: readonly SurvivorRule[];
  private readonly permissive: Uint8Array;
  private readonly times: Float64Array;
  private readonly bytes: Float64Array;
  private readonly qualities: Float64Array;

  constructor(rules: readonly SurvivorRule[], documents: number) {
    this.rules = rules;
    this.permissive = new Uint8Array(documents);
    this.times = new Float64Array(documents);
    this.bytes = new Float64Array(documents);
    this.qualities = new Float64Array(documents);
  }

  set(document: number, { permissive, time, bytes, quality }: SurvivorFacts): void {
    this.permissive[document] = permissive ? 1 : 0;
    this.times[document] = time ?? NaN;
    this.bytes[document] = bytes;
    this.qualities[document] = quality;
  }

  /** The one of these documents that is kept: the best by the first rule that tells them apart, else the first of them. */
  survivor(documents: Uint32Array): number {
    let best = documents[0] ?? 0;
    for (const document of documents) if (this.compare(document, best) > 0) best = document;
    return best;
  }

  /** Above 0 where `one` is preferred. */
  private compare(one: number, other: number): number {
    for (const rule of this.rules) {
      const difference = this.score(rule, one) - this.score(rule, other);
      // Two documents without a time are −∞ both, and their difference is no number.
      if (difference > 0 || difference < 0) return difference;
    }
    return other - one;
  }

  private score(rule: SurvivorRule, document: number): number {
    const time = this.times[document] ?? NaN;
    const bytes = this.bytes[document] ?? 0;
    switch (rule) {
      case "permissive":
        return this.permissive[document] ?? 0;
      case "newest":
        return Number.isNaN(time) ? -Infinity : time;
      case "oldest":
        return Number.isNaN(time) ? -Infinity : -time;
      case "longest":
        return bytes;
      case "shortest":
        return -bytes;
      case "quality":
        return this.qualities[document] ?? 0;
      case "first":
        return -document;
    }
  }
}
