import type { BandExplanation } from "../../store/band-explanation.ts";
import { type BandSettings, candidateCurve, chooseBands } from "./bands.ts";

const CURVE_INTERVALS = 20;

/** The bands and rows for these settings, and what they do: for a summary, a command or a chart. */
export function explainBands({ jaccard, permutations, missWeight }: BandSettings): BandExplanation {
  const choice = chooseBands({ jaccard, permutations, missWeight });
  return {
    ...{ jaccard, permutations, missWeight },
    ...choice,
    standardError: Math.sqrt((jaccard * (1 - jaccard)) / permutations),
    curve: candidateCurve(choice, CURVE_INTERVALS),
  };
}
