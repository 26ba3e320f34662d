import { z } from "zod";

const redactedKind = z.enum(["secrets", "emails", "ipAddresses", "names"]);

const redactedKinds = z
  .array(redactedKind)
  .refine((kinds) => new Set(kinds).size === kinds.length, "a kind is named twice");

/**
 * Without a word of the user: what nobody wants in a model and what is found with few mistakes. Names stay, because most of
 * them stand in copyright notices, which licences ask to keep.
 */
const DEFAULT_KINDS: RedactedKind[] = ["secrets", "emails", "ipAddresses"];

/** What is taken out of the text of kept documents. A list of kinds, or kinds and how they are replaced. */
export const redactionSchema = z
  .union([
    redactedKinds,
    z.strictObject({
      kinds: redactedKinds.default(DEFAULT_KINDS).describe("What is replaced."),
      replacement: z
        .enum(["placeholder", "synthetic"])
        .default("placeholder")
        .describe(
          'By "<EMAIL>", "<IP_ADDRESS>", "<KEY>", "<PASSWORD>", "<NAME>", or by made-up values of the same shape; the same value alike within a document.',
        ),
    }),
  ])
  .describe("Secrets and personal data that are replaced in the text of kept documents; [] for none.");

export type RedactionSetting = z.infer<typeof redactionSchema>;
export type RedactedKind = z.infer<typeof redactedKind>;

/** Of a corpus that says nothing of it. */
export const DEFAULT_REDACTION: RedactionSetting = DEFAULT_KINDS;
