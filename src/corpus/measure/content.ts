import { createHash } from "node:crypto";

/** A file's content as text, or why it is none. */
export type DecodedContent =
  { readonly text: string; readonly binary?: never } | { readonly text?: never; readonly binary: string };

const HEAD_BYTES = 8192;
const MOST_REPLACEMENTS = 0.05;

/**
 * Decodes UTF-8. A NUL in the first 8 KiB (as git decides), or more than 5 % of characters that were not UTF-8, make a file
 * binary; fewer are kept as U+FFFD, which the signal replacementShare counts.
 */
export function decodeContent(bytes: Uint8Array): DecodedContent {
  const nul = bytes.subarray(0, HEAD_BYTES).indexOf(0);
  if (nul !== -1) return { binary: `byte ${String(nul)} is NUL` };
  const text = new TextDecoder().decode(bytes);
  const share = replacements(text) / text.length;
  if (share <= MOST_REPLACEMENTS || text === "") return { text };
  return { binary: `${(100 * share).toFixed(0)} % of its characters are not UTF-8` };
}

function replacements(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\ufffd"); at !== -1; at = text.indexOf("\ufffd", at + 1)) count += 1;
  return count;
}

/** SHA-256 in hex of the bytes as they are: a document's id. */
export function contentId(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 in hex of the text without differences of line ends, trailing white space and final line ends. */
export function normalisedDigest(text: string): string {
  // Not by a regular expression: one for trailing white space is quadratic in runs of white space.
  const lines = text.split("\n").map((line) => line.trimEnd());
  return createHash("sha256").update(lines.join("\n").trimEnd()).digest("hex");
}

/** Lines of a text; the last one need not end with a line feed. */
export function countLines(text: string): number {
  let lines = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
