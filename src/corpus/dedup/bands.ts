/** How a signature is cut: documents that are equal in all the rows of any band are candidates. */
export interface Bands {
  readonly bands: number;
  readonly rows: number;
}

/** What the choice of bands and rows is made by. */
export interface BandSettings {
  /** The Jaccard similarity from which documents are to be found; in (0,1). */
  readonly jaccard: number;
  readonly permutations: number;
  /** Weight of missed duplicates against false candidates; in (0,1). */
  readonly missWeight: number;
}

export interface BandChoice extends Bands {
  /** ∫ of the chance to be a candidate over similarities below the threshold. */
  readonly falsePositives: number;
  /** ∫ of the chance to be missed over similarities above it. */
  readonly falseNegatives: number;
}

/** The chance that documents of this Jaccard similarity are candidates: 1 − (1 − s^rows)^bands, the S-curve. */
export function candidateChance(similarity: number, { bands, rows }: Bands): number {
  return 1 - (1 - similarity ** rows) ** bands;
}

/** Points of the S-curve at similarities 0, 1/`intervals`, …, 1. */
export function candidateCurve(bands: Bands, intervals: number): { similarity: number; chance: number }[] {
  return Array.from({ length: intervals + 1 }, (_, index) => {
    const similarity = index / intervals;
    return { similarity, chance: candidateChance(similarity, bands) };
  });
}

/**
 * The bands and rows, of all that fit into the permutations, with the least weighted sum of false positives and false negatives
 * over equally likely similarities (Zhu, Nargesian, Pu and Miller, VLDB 2016; datasketch does the same). Of equals, the fewest bands.
 */
export function chooseBands({ jaccard, permutations, missWeight }: BandSettings): BandChoice {
  let best: BandChoice = { bands: 1, rows: 1, falsePositives: Infinity, falseNegatives: Infinity };
  const cost = (choice: BandChoice): number =>
    (1 - missWeight) * choice.falsePositives + missWeight * choice.falseNegatives;
  for (let bands = 1; bands <= permutations; bands += 1) {
    for (let rows = 1; rows * bands <= permutations; rows += 1) {
      const cut = { bands, rows };
      const falsePositives = integral((similarity) => candidateChance(similarity, cut), 0, jaccard);
      const falseNegatives = integral((similarity) => 1 - candidateChance(similarity, cut), jaccard, 1);
      const choice = { bands, rows, falsePositives, falseNegatives };
      if (cost(choice) < cost(best)) best = choice;
    }
  }
  return best;
}

const INTERVALS = 256;

/** By Simpson's rule. */
function integral(value: (at: number) => number, from: number, to: number): number {
  const step = (to - from) / INTERVALS;
  let sum = value(from) + value(to);
  for (let index = 1; index < INTERVALS; index += 1) sum += (index % 2 === 1 ? 4 : 2) * value(from + index * step);
  return (sum * step) / 3;
}
