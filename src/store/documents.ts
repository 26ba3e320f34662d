import { z } from "zod";
import { documentClass, type DocumentClass } from "../experiment/corpus-file.ts";
import type { Column } from "./parquet-writer.ts";
import { queryRows } from "./query.ts";

/** A number for each signal that applies to a document. */
export type SignalNumbers = Readonly<Partial<Record<string, number>>>;

/** What the measured and the curated table both say of a document. docs/architecture.md has the columns. */
interface DocumentFacts {
  /** SHA-256 of the content, hex; null where it was not read. */
  readonly id: string | null;
  readonly source: string;
  readonly class: DocumentClass;
  readonly language: string | null;
  /** SPDX expression. */
  readonly licence: string | null;
  readonly repository: string | null;
  readonly path: string;
  readonly revision: string | null;
  /** Git object id of the content. */
  readonly blob: string | null;
  /** When the revision was made. */
  readonly time: Date | null;
  /** How it was made, for what a program has written: JSON. */
  readonly provenance?: string | null;
  readonly bytes: number;
  readonly lines: number | null;
  /** In [0,1]. */
  readonly quality: number | null;
  readonly signals: SignalNumbers;
  readonly contributions: SignalNumbers;
  readonly text: string | null;
}

/** One row of the `documents.parquet` of a `measure` stage: a document, and all that depends on its content alone. */
export interface MeasuredDocument extends DocumentFacts {
  /** SHA-256 of the normalised text, hex: equal for exact duplicates. Null where there is no text. */
  readonly digest: string | null;
  /** Why it is no document; null for one that is. */
  readonly problem: DocumentProblem | null;
  /** A sentence about the problem. */
  readonly problemReason: string | null;
  /** Why signals of syntax are missing though there is a grammar; null otherwise. */
  readonly syntaxProblem: string | null;
  /** What the licence is known from: `its header`, `its source`, or the paths of licence files; null without a licence. */
  readonly licenceOrigin: string | null;
  /** MinHash. */
  readonly signature: Uint8Array | null;
  /** Secrets and personal data in the text: JSON. */
  readonly findings: string | null;
  /** Where identifiers and comments lie in code that has a syntax tree: `encodeLeafSpans` has the format. */
  readonly leaves: Uint8Array | null;
}

/** What a source drops content by that is there: docs/sources.md says what each means. */
const refusalRules = [
  "unverified",
  "bot",
  "merge",
  "wide-commit",
  "message-length",
  "no-edit",
  "too-short",
  "no-question",
] as const;
export type RefusalRule = (typeof refusalRules)[number];

const documentProblems = ["unreadable", "binary", "too-large", "empty", ...refusalRules] as const;
export type DocumentProblem = (typeof documentProblems)[number];

/** One row of the `documents.parquet` of a `curate` stage: a document with its verdict. `text` is null where it is dropped. */
export interface CuratedDocument extends DocumentFacts {
  readonly kept: boolean;
  readonly rule: string;
  readonly reason: string;
  readonly split: "train" | "heldout" | null;
}

/** The file that both kinds of stage write. */
export const DOCUMENTS_FILE = "documents.parquet";

/** The column of a signal or of its contribution: `parseErrorShare` → `signal_parse_error_share`. */
export function signalColumn(prefix: "signal" | "contribution", name: string): string {
  return `${prefix}_${name.replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[a-z])(?=\d)/g, "_").toLowerCase()}`;
}

/** The columns of a measured `documents.parquet`; `signals` are the names that get columns. */
export function measuredColumns(signals: readonly string[]): readonly Column<MeasuredDocument>[] {
  return [
    { name: "id", type: "VARCHAR", of: ({ id }) => id },
    { name: "digest", type: "VARCHAR", of: ({ digest }) => digest },
    ...originColumns,
    { name: "problem", type: "VARCHAR", of: ({ problem }) => problem },
    { name: "problem_reason", type: "VARCHAR", of: ({ problemReason }) => problemReason },
    { name: "syntax_problem", type: "VARCHAR", of: ({ syntaxProblem }) => syntaxProblem },
    ...numberColumns(signals),
    { name: "licence_origin", type: "VARCHAR", of: ({ licenceOrigin }) => licenceOrigin },
    { name: "signature", type: "BLOB", of: ({ signature }) => signature },
    { name: "findings", type: "VARCHAR", of: ({ findings }) => findings },
    { name: "leaves", type: "BLOB", of: ({ leaves }) => leaves },
    { name: "text", type: "VARCHAR", of: ({ text }) => text },
  ];
}

/** The columns of a curated `documents.parquet`. */
export function curatedColumns(signals: readonly string[]): readonly Column<CuratedDocument>[] {
  return [
    { name: "id", type: "VARCHAR", of: ({ id }) => id },
    ...originColumns,
    { name: "kept", type: "BOOLEAN", of: ({ kept }) => kept },
    { name: "rule", type: "VARCHAR", of: ({ rule }) => rule },
    { name: "reason", type: "VARCHAR", of: ({ reason }) => reason },
    ...numberColumns(signals),
    { name: "split", type: "VARCHAR", of: ({ split }) => split },
    { name: "text", type: "VARCHAR", of: ({ text }) => text },
  ];
}

const originColumns: readonly Column<DocumentFacts>[] = [
  { name: "source", type: "VARCHAR", of: ({ source }) => source },
  { name: "class", type: "VARCHAR", of: (document) => document.class },
  { name: "language", type: "VARCHAR", of: ({ language }) => language },
  { name: "licence", type: "VARCHAR", of: ({ licence }) => licence },
  { name: "repository", type: "VARCHAR", of: ({ repository }) => repository },
  { name: "path", type: "VARCHAR", of: ({ path }) => path },
  { name: "revision", type: "VARCHAR", of: ({ revision }) => revision },
  { name: "blob", type: "VARCHAR", of: ({ blob }) => blob },
  { name: "time", type: "TIMESTAMP", of: ({ time }) => time },
  { name: "provenance", type: "VARCHAR", of: ({ provenance }) => provenance ?? null },
  { name: "bytes", type: "BIGINT", of: ({ bytes }) => bytes },
  { name: "lines", type: "BIGINT", of: ({ lines }) => lines },
];

function numberColumns(signals: readonly string[]): readonly Column<DocumentFacts>[] {
  return [
    { name: "quality", type: "DOUBLE", of: ({ quality }) => quality },
    ...signals.flatMap((name): readonly Column<DocumentFacts>[] => [
      { name: signalColumn("signal", name), type: "DOUBLE", of: ({ signals: values }) => values[name] ?? null },
      {
        name: signalColumn("contribution", name),
        type: "DOUBLE",
        of: (document) => document.contributions[name] ?? null,
      },
    ]),
  ];
}

const numberOrNull = z.number().nullable();
const textOrNull = z.string().nullable();

const measuredRow = z.object({
  id: textOrNull,
  digest: textOrNull,
  source: z.string(),
  class: documentClass,
  language: textOrNull,
  licence: textOrNull,
  repository: textOrNull,
  path: z.string(),
  revision: textOrNull,
  blob: textOrNull,
  time: z.date().nullable(),
  provenance: textOrNull.default(null),
  bytes: z.bigint(),
  lines: z.bigint().nullable(),
  problem: z.enum(documentProblems).nullable(),
  problem_reason: textOrNull,
  syntax_problem: textOrNull,
  licence_origin: textOrNull,
  quality: numberOrNull,
  signature: z.instanceof(Uint8Array).nullable().default(null),
  findings: textOrNull.default(null),
  leaves: z.instanceof(Uint8Array).nullable().default(null),
  text: textOrNull.default(null),
  signal_values: z.array(numberOrNull),
  contribution_values: z.array(numberOrNull),
});

/** Members that are left out to spare reading them: they are null, or without any signal, in what is read. */
export type HeavyMember = "text" | "signature" | "findings" | "leaves" | "contributions" | "signals";

/** Rows of a table by their numbers from 0: `from` and on, before `to`. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The rows of a measured `documents.parquet` in their order, streamed: all, or those of a range, and then no others are read.
 * `signals` are the names that have columns.
 */
export async function* readMeasured(
  file: string,
  signals: readonly string[],
  without: readonly HeavyMember[] = [],
  range?: RowRange,
): AsyncGenerator<MeasuredDocument> {
  const columns = (prefix: "signal" | "contribution"): string[] => signals.map((name) => signalColumn(prefix, name));
  const [signalColumns, contributionColumns] = [columns("signal"), columns("contribution")];
  const left = [
    ...(["text", "signature", "findings", "leaves"] as const).filter((name) => without.includes(name)),
    ...signalColumns,
    ...contributionColumns,
  ];
  const exclude = left.length === 0 ? "" : `EXCLUDE (${left.join(", ")})`;
  // With its statistics DuckDB passes over the row groups that have none of the rows.
  const table =
    range === undefined
      ? "read_parquet($file)"
      : `read_parquet($file, file_row_number = true)
    WHERE file_row_number >= ${String(range.from)} AND file_row_number < ${String(range.to)}`;
  // As lists: a record with a member for each of a hundred signals takes many times as long to make.
  const list = (wanted: boolean, names: readonly string[]): string => `[${wanted ? names.join(", ") : ""}]::DOUBLE[]`;
  const sql = `SELECT * ${exclude},
      ${list(!without.includes("signals"), signalColumns)} AS signal_values,
      ${list(!without.includes("contributions"), contributionColumns)} AS contribution_values
    FROM ${table}`;
  for await (const record of queryRows({ sql, values: { file }, row: measuredRow })) {
    const {
      problem_reason: problemReason,
      syntax_problem: syntaxProblem,
      licence_origin,
      bytes,
      lines,
      signal_values: signalValues,
      contribution_values: contributionValues,
      ...rest
    } = record;
    yield {
      ...rest,
      bytes: Number(bytes),
      lines: lines === null ? null : Number(lines),
      problemReason,
      syntaxProblem,
      licenceOrigin: licence_origin,
      signals: numbersOf(signals, signalValues),
      contributions: numbersOf(signals, contributionValues),
    };
  }
}

/** `values` are those of the names, in their order, or none at all. */
function numbersOf(names: readonly string[], values: readonly (number | null)[]): SignalNumbers {
  const numbers: Partial<Record<string, number>> = {};
  for (const [place, value] of values.entries()) {
    const name = names[place];
    if (name !== undefined && value !== null) numbers[name] = value;
  }
  return numbers;
}
