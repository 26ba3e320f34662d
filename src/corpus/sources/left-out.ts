import { type DocumentOrigin, RefusedDocument, type SourceFile } from "./source-file.ts";

/** A document that a source's settings leave out: it is told, by what and why, and never read. `reason` is a sentence's rest. */
export function leftOut(origin: DocumentOrigin, rule: RefusedDocument["rule"], reason: string): SourceFile {
  return { ...origin, size: 0, read: () => Promise.reject(new RefusedDocument(rule, reason)) };
}

/** Why what people wrote is left out. */
export function tooShort(characters: number, minCharacters: number): string {
  return `its ${characters} characters are fewer than minCharacters, ${minCharacters}`;
}
