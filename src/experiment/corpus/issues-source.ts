import { z } from "zod";
import { everySource, fileSelection, skipFailed } from "./every-source.ts";

export const issuesSource = z.strictObject({
  ...everySource,
  type: z.literal("issues"),
  path: z
    .string()
    .min(1)
    .describe(
      "JSON or JSONL exports of issues and pull requests as GitHub's REST interface gives them: a file or a folder.",
    ),
  ...fileSelection,
  minCharacters: z
    .int()
    .min(0)
    .default(200)
    .describe("Issues with fewer characters of title and comments are left out."),
  bots: z.boolean().default(false).describe("Whether what bots wrote is taken."),
  skipFailed,
});
