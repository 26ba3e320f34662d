import * as z from "zod/mini";

/** How the results are shown; kept across reloads. */
export const resultsChoices = z.object({
  /** A curve over a corpus's share, or a row for each arm. */
  shape: z.enum(["curve", "arms"]),
  values: z.enum(["measured", "difference"]),
  /** Of questions: share answered right, or the probability of the right answer. */
  score: z.enum(["accuracy", "correctProbability"]),
  slices: z.boolean(),
});

export type ResultsChoices = z.infer<typeof resultsChoices>;

export const firstChoices: ResultsChoices = { shape: "curve", values: "measured", score: "accuracy", slices: false };
