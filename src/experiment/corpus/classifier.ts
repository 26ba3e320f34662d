import { z } from "zod";

/** The signal that a corpus with a classifier has beside the measured ones. */
export const LEARNED_SIGNAL = "learnedQuality";

/** What it measures, for people. */
export const LEARNED_DOC = "The probability that a document is good, by the classifier of the corpus.";

/** The member `classifier` of a corpus file. */
export const classifierFile = z
  .string()
  .min(1)
  .optional()
  .describe(
    'A classifier of quality (ablate classifier train), relative to this file. Filters may bound "learnedQuality", its probability that a document is good.',
  );
