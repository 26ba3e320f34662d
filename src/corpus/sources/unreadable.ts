import type { SourceFile } from "./source-file.ts";

/** A document that is told and never read. With a size beyond the limit it is one that is too large. */
export function unreadable(path: string, reason: string, size = 0): SourceFile {
  return { path, revision: null, size, read: () => Promise.reject(new Error(reason)) };
}
