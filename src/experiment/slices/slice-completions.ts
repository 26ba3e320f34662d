import { operators } from "./condition.ts";
import { conditionTokens, SliceProblem, type Token } from "./condition-tokens.ts";
import type { SliceColumn } from "./slice-columns.ts";

/** What may come next in a slice, and what it is. */
export interface SliceCompletion {
  readonly text: string;
  readonly kind: "column" | "keyword" | "operator";
  readonly detail: string;
}

/**
 * What may follow the beginning of a condition: names of columns where a comparison begins, operators after one, AND and OR after
 * a value. A word that is not finished is passed over: whoever asks filters by it.
 */
export function sliceCompletions(beginning: string, columns: readonly SliceColumn[]): readonly SliceCompletion[] {
  const finished = beginning.replace(/[\p{L}_][\p{L}\p{N}_]*$/u, "");
  let tokens: readonly Token[];
  try {
    tokens = conditionTokens(finished).slice(0, -1);
  } catch (error) {
    // Within a text, whatever is typed is right.
    if (error instanceof SliceProblem) return [];
    throw error;
  }
  const last = tokens.at(-1);
  if (last === undefined || last.value === "(" || isWord(last, "AND", "OR")) return columnsNext(columns);
  if (isWord(last, "NOT") && !columns.some(({ name }) => name === tokens.at(-2)?.value)) return columnsNext(columns);
  const column = columns.find(({ name }) => last.kind === "word" && name === last.value);
  if (column !== undefined) return operatorsNext(column);
  if (last.kind === "number" || last.kind === "text" || last.value === ")" || isWord(last, "NULL")) {
    return ["AND", "OR"].map((text) => ({ text, kind: "keyword", detail: "" }));
  }
  return [];
}

function isWord({ kind, value }: Token, ...words: readonly string[]): boolean {
  return kind === "word" && words.includes(value.toUpperCase());
}

function columnsNext(columns: readonly SliceColumn[]): readonly SliceCompletion[] {
  return columns.map(({ name, type }) => ({ text: name, kind: "column", detail: type }));
}

function operatorsNext({ type }: SliceColumn): readonly SliceCompletion[] {
  const compared = type === "text" ? ["=", "!=", "LIKE"] : [...operators, "BETWEEN"];
  return [...compared, "IN", "IS NULL", "IS NOT NULL"].map((text) => ({
    text,
    kind: /^[A-Z]/.test(text) ? "keyword" : "operator",
    detail: "",
  }));
}
