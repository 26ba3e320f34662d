import { z } from "zod";

/** The member `rules` of a corpus file. */
export const rulesSchema = z
  .string()
  .min(1)
  .optional()
  .describe("A folder, relative to this file, of rules of your own: tree-sitter queries whose matches become signals.");
