import { z } from "zod";

/** The signal that a corpus with a classifier has beside the measured ones. */
export const LEARNED_SIGNAL = "learnedQuality";

/** The member `classifier` of a corpus file. */
export const classifierFile = z
  .string()
  .min(1)
  .optional()
  .describe(
    'A classifier of quality (ablate classifier train), relative to this file. Filters may bound "learnedQuality", its probability that a document is good.',
  );
