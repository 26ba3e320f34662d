import { z } from "zod";
import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { MeasuredDocument } from "../../store/documents.ts";
import { type Finding, findingSchema, withoutOverlaps } from "../redaction/finding.ts";
import { redact, type Redacted } from "../redaction/redact.ts";

const findingsSchema = z.array(findingSchema);

/**
 * The text of a document that is kept, without what its findings say is secret or personal, as far as the corpus asks for it, and
 * without `contaminated`, what it has of benchmarks.
 */
export function redactDocument(
  { id, text, findings }: Pick<MeasuredDocument, "id" | "text" | "findings">,
  { redact: setting }: Pick<CorpusFile, "redact">,
  contaminated: readonly Finding[],
): Redacted | null {
  if (text === null) return null;
  const found = findings === null ? [] : findingsSchema.parse(JSON.parse(findings));
  return redact(text, withoutOverlaps([...contaminated, ...found]), setting, id ?? "");
}
