import { applyEdits, findNodeAtLocation, type JSONPath, modify, parseTree } from "jsonc-parser";
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
    changed =
      value === undefined
        ? without(changed, path)
        : applyEdits(changed, modify(changed, path, value, { formattingOptions }));
  };
  for (const signal of Object.keys(declared)) if (wanted[signal] === undefined) set(["filters", signal], undefined);
  for (const [signal, bounds] of Object.entries(wanted)) {
    const before = declared[signal];
    if (before === undefined) {
      const beside = addedBeside(changed, signal, bounds);
      if (beside === undefined) set(["filters", signal], bounds);
      else changed = beside;
      continue;
    }
    for (const end of ["min", "max"] as const) {
      if (bounds[end] !== before[end]) set(["filters", signal, end], bounds[end]);
    }
  }
  return changeBetween(text, changed);
}

/** The text without a member, whose neighbours stay as they are laid out: jsonc-parser would take their white space too. */
function without(text: string, path: JSONPath): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const member = root && findNodeAtLocation(root, path)?.parent;
  const members = member?.parent?.children ?? [];
  if (member === undefined) return text;
  const at = members.indexOf(member);
  const [before, after] = [members[at - 1], members[at + 1]];
  const start = after !== undefined || before === undefined ? member.offset : before.offset + before.length;
  const end = after?.offset ?? member.offset + member.length;
  return text.slice(0, start) + text.slice(end);
}

/**
 * The text with a filter after the last one, laid out as that is: jsonc-parser would lay out both anew. Undefined where there
 * is no filter yet.
 */
function addedBeside(text: string, signal: string, bounds: DocumentFilters[string]): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const last = root && findNodeAtLocation(root, ["filters"])?.children?.at(-1);
  if (last === undefined) return undefined;
  const before = /(?:\r?\n)?[ \t]*$/.exec(text.slice(0, last.offset))?.[0] ?? " ";
  const members = Object.entries(bounds).map(([end, value]) => `"${end}": ${JSON.stringify(value)}`);
  const added = `,${before === "" ? " " : before}${JSON.stringify(signal)}: { ${members.join(", ")} }`;
  const end = last.offset + last.length;
  return text.slice(0, end) + added + text.slice(end);
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
