import { z } from "zod";

/** What is held out as a whole: `heldOutBy` of a corpus file. */
export const heldOutBySchema = z
  .enum(["document", "repository"])
  .default("document")
  .describe("Whether single documents or whole repositories are held out. Duplicates are never on both sides.");
