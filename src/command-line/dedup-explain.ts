import { explainBands } from "../corpus/dedup/band-explanation.ts";
import { nearDuplicates, nearDuplicateSettings } from "../experiment/corpus/dedup.ts";
import type { BandExplanation } from "../store/band-explanation.ts";
import type { CommandContext } from "./command.ts";

export interface DedupExplainOptions {
  readonly threshold: number;
  readonly permutations: number;
  readonly missWeight?: number;
  readonly verify: string;
}

/** `ablate dedup explain`: the bands and rows that near duplicates are looked for by, and what they find. */
export function dedupExplain(options: DedupExplainOptions, { output }: CommandContext): Promise<void> {
  const { threshold: jaccard, permutations, missWeight, verify } = options;
  const near = nearDuplicates.parse({ jaccard, permutations, verify, ...(missWeight && { missWeight }) });
  const explanation = explainBands(nearDuplicateSettings(near));
  output.emit({ event: "bands", bands: explanation });
  output.print(explanationText(explanation));
  return Promise.resolve();
}

const BAR = 40;

function explanationText(explanation: BandExplanation): string {
  const { jaccard, permutations, missWeight, bands, rows, falsePositives, falseNegatives } = explanation;
  const equal = explainBands({ jaccard, permutations, missWeight: 0.5 });
  return [
    `Near duplicates from a Jaccard similarity of ${jaccard}: ${permutations} permutations as ${bands} bands of ${rows} rows.`,
    `Missed duplicates weigh ${missWeight}, false candidates ${Number((1 - missWeight).toFixed(6))}; by equal weights it ` +
      `would be ${equal.bands} bands of ${equal.rows} rows.`,
    `Area of false candidates ${falsePositives.toFixed(4)}, of missed duplicates ${falseNegatives.toFixed(4)}.`,
    `A similarity is estimated to within ${explanation.standardError.toFixed(3)} (standard error at ${jaccard}).`,
    "",
    "similarity  chance to be compared",
    ...explanation.curve.map(
      ({ similarity, chance }) =>
        `${similarity.toFixed(2).padStart(10)}  ${chance.toFixed(4)} ${"█".repeat(Math.round(chance * BAR))}`,
    ),
  ].join("\n");
}
