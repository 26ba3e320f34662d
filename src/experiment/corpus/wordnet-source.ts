import { z } from "zod";
import { everySource } from "./every-source.ts";

export const wordnetSource = z.strictObject({
  ...everySource,
  type: z.literal("wordnet"),
  path: z.string().min(1).describe("WordNet's dict folder, relative to this file: definitions and examples as prose."),
});
