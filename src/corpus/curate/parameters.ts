import { z } from "zod";
import { corpusFileSchema } from "../../experiment/corpus-file.ts";

/** What a `curate` stage is to do. */
export const curateParametersSchema = z.object({
  corpus: corpusFileSchema,
  /** Digests of the benchmarks, by their names. */
  benchmarks: z.record(z.string(), z.string()),
  ruleNames: z.array(z.string()),
  /** The digest of the classifier, where the corpus has one. */
  classifier: z.string().optional(),
});

export type CurateParameters = z.infer<typeof curateParametersSchema>;
