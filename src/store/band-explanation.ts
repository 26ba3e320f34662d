import { z } from "zod";

const share = z.number().min(0).max(1);
const count = z.int().min(1);

/** How near duplicates are looked for: what was asked for, the bands and rows that it leads to, and their S-curve. */
export const bandExplanationSchema = z.object({
  /** The Jaccard similarity from which documents are to be found. */
  jaccard: share,
  permutations: count,
  missWeight: share,
  bands: count,
  rows: count,
  /** Areas under the S-curve below the threshold, and above the curve beyond it. */
  falsePositives: share,
  falseNegatives: share,
  /** At most: of the similarity that two signatures estimate, where it is the threshold. */
  standardError: share,
  /** The S-curve: the chance that two documents of a similarity are compared. */
  curve: z.array(z.object({ similarity: share, chance: share })),
});

export type BandExplanation = z.infer<typeof bandExplanationSchema>;
