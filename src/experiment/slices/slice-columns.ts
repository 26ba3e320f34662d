import { editDistance } from "../validate.ts";
import { LEARNED_SIGNAL } from "../corpus/classifier.ts";
import type { CorpusReferences } from "../corpus/references.ts";
import { type CorpusFile, documentClass } from "../corpus-file.ts";
import type { Literal } from "./condition.ts";
import { SliceProblem } from "./condition-tokens.ts";
import type { CheckColumn, ColumnUse, Placed } from "./parse-condition.ts";

/** What of a document a slice may go by. */
export interface SliceColumn {
  readonly name: string;
  readonly type: "number" | "text" | "time";
  /** What a text is spelt like, or what is wrong with it; left out where it may be any. */
  readonly spelling?: (value: string) => string | { readonly problem: string };
}

/** The columns of a curated table that a slice may name beside `quality` and the signals; their names there are the same. */
const facts: readonly SliceColumn[] = [
  { name: "bytes", type: "number" },
  { name: "lines", type: "number" },
  { name: "licence", type: "text" },
  { name: "repository", type: "text" },
  { name: "path", type: "text" },
  { name: "revision", type: "text" },
  { name: "time", type: "time" },
];

/** Names that stand for a column of the same name, not for a signal. */
export const factNames: readonly string[] = [
  ...["source", "class", "language", "quality"],
  ...facts.map(({ name }) => name),
];

/** Everything that a slice of this corpus may go by: what is known of documents, `quality`, signals and the user's own rules. */
export function sliceColumns(corpus: CorpusFile, references: CorpusReferences): readonly SliceColumn[] {
  const rules = corpus.rules === undefined ? [] : references.ruleNames(corpus.rules);
  const learned = corpus.classifier === undefined ? [] : [LEARNED_SIGNAL];
  const sources = corpus.sources.map(({ name }) => name);
  const numbers = ["quality", ...references.signals, ...learned, ...rules];
  return [
    ...numbers.map((name): SliceColumn => ({ name, type: "number" })),
    { name: "language", type: "text", spelling: (value) => languageSpelling(value, references) },
    { name: "class", type: "text", spelling: (value) => oneOf(documentClass.options, value, "class") },
    { name: "source", type: "text", spelling: (value) => oneOf(sources, value, "source") },
    ...facts,
  ];
}

function languageSpelling(value: string, references: CorpusReferences): string | { readonly problem: string } {
  const name = references.languageNamed(value);
  return name ?? { problem: references.languageProblem(value) ?? `no language is called "${value}"` };
}

function oneOf(known: readonly string[], value: string, what: string): string | { readonly problem: string } {
  return known.includes(value) ? value : { problem: `no ${what} is called "${value}"; there are ${known.join(", ")}` };
}

/** Checks a condition against the columns that there are: their names, and what they are compared with. */
export function columnCheck(columns: readonly SliceColumn[]): CheckColumn {
  return (placed, use) => {
    const column = columns.find(({ name }) => name === placed.value);
    if (column === undefined) throw new SliceProblem(unknownColumn(placed.value, columns), placed);
    if (use.how === "pattern" && column.type !== "text") {
      throw new SliceProblem(`"${column.name}" is a ${column.type}; LIKE is for texts`, placed);
    }
    if (use.how === "order" && column.type === "text") {
      throw new SliceProblem(`"${column.name}" is a text; compare it with =, !=, IN or LIKE`, placed);
    }
    return { values: use.values.map((value) => checkedValue(column, value, use)) };
  };
}

function checkedValue(column: SliceColumn, placed: Placed<Literal>, { how }: ColumnUse): Literal {
  const { value } = placed;
  if (column.type === "number" && typeof value !== "number") {
    throw new SliceProblem(`"${column.name}" is a number, and this a text`, placed);
  }
  if (column.type === "text" && typeof value !== "string") {
    throw new SliceProblem(`"${column.name}" is a text; write '${String(value)}'`, placed);
  }
  if (column.type === "time") return isoTime(column, placed);
  if (typeof value === "number" || how === "pattern" || column.spelling === undefined) return value;
  const spelt = column.spelling(value);
  if (typeof spelt === "string") return spelt;
  throw new SliceProblem(spelt.problem, placed);
}

function isoTime({ name }: SliceColumn, placed: Placed<Literal>): string {
  const text = String(placed.value);
  if (typeof placed.value === "string" && /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(text)) {
    const time = new Date(text);
    // A day that a month does not have would become one of the next.
    if (!Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10))) return text;
  }
  throw new SliceProblem(`"${name}" is compared with a day, '2024-01-31', or '2024-01-31T12:00:00Z'`, placed);
}

function unknownColumn(name: string, columns: readonly SliceColumn[]): string {
  const near = columns
    .map((column) => ({ column, distance: editDistance(column.name.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near !== undefined) return `no signal or column is called "${name}"; did you mean "${near.column.name}"?`;
  return `no signal or column is called "${name}"; there are ${columns.map((column) => column.name).join(", ")}`;
}
