import { z } from "zod";

const allow = z
  .union([z.literal("permissive"), z.array(z.string().min(1)).min(1)])
  .default("permissive")
  .describe('Licences that are kept: "permissive" (docs/compliance.md lists them), or SPDX identifiers.');

/** Which licences a corpus keeps. Left out of the corpus file: all, and the licence is told all the same. */
export const licencePolicySchema = z
  .strictObject({
    allow,
    unknown: z
      .enum(["keep", "drop"])
      .default("drop")
      .describe("What becomes of a document for which no licence was found."),
  })
  .describe(
    "Documents under other licences are dropped, with the licence and the file that it comes from as the reason.",
  );

export type LicencePolicy = z.infer<typeof licencePolicySchema>;
