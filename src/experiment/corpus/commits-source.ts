import { z } from "zod";
import { everySource, fileSelection } from "./every-source.ts";
import { hasOnePlace, ONE_PLACE, repositories } from "./repositories.ts";

export const commitsSource = z
  .strictObject({
    ...everySource,
    type: z.literal("commits"),
    ...repositories,
    ...fileSelection,
    maxFiles: z.int().min(1).default(1).describe("Commits that touch more files are left out."),
    minMessage: z.int().min(0).default(10).describe("Commits with fewer characters of message are left out."),
    maxMessage: z.int().min(1).default(10_000).describe("Commits with more characters of message are left out."),
    bots: z.boolean().default(false).describe("Whether commits by bots are taken."),
  })
  .refine(hasOnePlace, ONE_PLACE);
