import { z } from "zod";
import { everySource, skipFailed } from "./every-source.ts";

export const stackExchangeSource = z.strictObject({
  ...everySource,
  type: z.literal("stack-exchange"),
  path: z.string().min(1).describe("Posts.xml of a StackExchange dump, unpacked, relative to this file."),
  minCharacters: z
    .int()
    .min(0)
    .default(200)
    .describe("Questions with fewer characters, answers included, are left out."),
  minUpvotes: z.int().optional().describe("Answers with a lower score are left out."),
  maxAnswers: z.int().min(0).optional().describe("Only so many answers of a question, the best first."),
  skipFailed,
});
