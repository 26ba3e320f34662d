import { applyEdits, type JSONPath, modify } from "jsonc-parser";
import type { DocumentFilters } from "../../corpus/explore/messages.ts";

/** One stretch of a text and what is to stand there, in UTF-16 units. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/**
 * What has to change in the text of a corpus file so that it has other filters. Only bounds that differ are touched: comments,
 * order and layout of the rest stay. `declared` are the filters that the text has now.
 */
export function filterChange(text: string, declared: DocumentFilters, wanted: DocumentFilters): TextChange | undefined {
  let changed = text;
  const set = (path: JSONPath, value: unknown): void => {
    const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes("\r\n") ? "\r\n" : "\n" };
    changed = applyEdits(changed, modify(changed, path, value, { formattingOptions }));
  };
  for (const signal of Object.keys(declared)) if (wanted[signal] === undefined) set(["filters", signal], undefined);
  for (const [signal, bounds] of Object.entries(wanted)) {
    const before = declared[signal];
    if (before === undefined) {
      set(["filters", signal], bounds);
      continue;
    }
    for (const end of ["min", "max"] as const) {
      if (bounds[end] !== before[end]) set(["filters", signal, end], bounds[end]);
    }
  }
  return changeBetween(text, changed);
}

/** The stretch between what two texts have in common at their ends; undefined for equal texts. */
function changeBetween(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { offset: start, length: before.length - start - end, text: after.slice(start, after.length - end) };
}
