import { createContext } from "preact";

/** A file that a view offers to save. `content` is text, for `png` Base64. */
export interface ExportedFile {
  readonly format: "csv" | "svg" | "png";
  readonly fileName: string;
  readonly content: string;
}

/** How a view saves a file: through the editor, or as a download of the report's page. */
export const SaveFile = createContext<(file: ExportedFile) => void>(() => undefined);

/** "Bits per byte: text/sotu" → "bits-per-byte-text-sotu". */
export function fileNameOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
