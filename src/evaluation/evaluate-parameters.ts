import { z } from "zod";
import { suiteNames } from "../experiment/ablation-file.ts";
import { precisionSchema } from "../training/protocol.ts";

export const evaluateParameters = z.strictObject({
  suites: z.array(z.enum(suiteNames)).min(1),
  /** Questions of each suite. */
  items: z.int().positive(),
  /** Held-out bytes scored in each slice of `bitsPerByte`. */
  bytesPerSlice: z.int().positive(),
  seed: z.int(),
  /** Left out: float32. */
  precision: precisionSchema.optional(),
  /** Positions of the models. */
  context: z.int().positive(),
  /** WordNet's `dict` folder; null when no corpus has it as a source. */
  wordnet: z.string().nullable(),
});

export type EvaluateParameters = Readonly<z.infer<typeof evaluateParameters>>;
