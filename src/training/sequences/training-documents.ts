import { z } from "zod";
import type { Shard } from "../../stage/runner.ts";
import { queryRows } from "../../store/query.ts";
import { sliceSql } from "../../store/slice-sql.ts";

/** Which documents of a corpus become tokens. */
export interface DocumentSelection {
  /** `documents.parquet` of a `curate` stage. */
  readonly file: string;
  readonly split: string;
  /** A condition: only the documents that it holds of. */
  readonly slice?: string;
  /** Where a sort that is larger than memory spills to. */
  readonly temporaryFolder: string;
  /** Left out: all of them. */
  readonly range?: DocumentRange;
}

/**
 * A part of the documents that lies together in the order in which they become tokens: those whose `by` is `begin` or comes after
 * it, and comes before `end`.
 */
export interface DocumentRange {
  /** The first digits of a document's id; or its repository, whose documents stay together. */
  readonly by: "idPrefix" | "repository";
  readonly begin: string;
  /** Left out: to the last. */
  readonly end?: string;
}

/** A document as it is before it is arranged. */
export interface TrainingDocument {
  /** Its place in the file. */
  readonly row: number;
  readonly id: string;
  readonly path: string;
  readonly repository: string;
  readonly language: string | null;
  readonly text: string;
}

function rowsOf({ slice }: DocumentSelection): string {
  const inSlice = slice === undefined ? "" : `AND ${sliceSql(slice)}`;
  return `FROM read_parquet($file, file_row_number = true) WHERE kept AND split = $split AND text IS NOT NULL ${inSlice}`;
}

/** 65 536 prefixes of hexadecimal ids: fine enough to be divided evenly. */
const ID_PREFIX = "left(id, 4)";

const documentRow = z.object({
  row: z.number(),
  id: z.string(),
  path: z.string(),
  repository: z.string(),
  language: z.string().nullable(),
  text: z.string(),
});

/** Bytes of UTF-8 of all the texts. */
export async function trainingBytes(selection: DocumentSelection): Promise<number> {
  const { rows, values } = await selectedRows(selection);
  const sql = `SELECT coalesce(sum(strlen(text)), 0)::DOUBLE AS bytes ${rows}`;
  const row = z.object({ bytes: z.number() });
  let total = 0;
  for await (const { bytes } of queryRows({ sql, values, row })) total += bytes;
  return total;
}

/**
 * The documents of one shard, so that all shards have about equally many bytes, and their documents, one shard after the other, are
 * those of the selection in its order. Undefined where a shard has none.
 */
export async function shardRange(
  selection: DocumentSelection,
  by: DocumentRange["by"],
  { index, of }: Shard,
): Promise<DocumentRange | undefined> {
  const { file, split } = selection;
  const unit = await rangeColumn(by, file);
  const sql = `WITH units AS (SELECT ${unit} AS unit, sum(strlen(text)) AS bytes ${rowsOf(selection)} GROUP BY ALL),
      places AS (SELECT unit, ((sum(bytes) OVER (ORDER BY unit) - bytes) * $of) // greatest(sum(bytes) OVER (), 1) AS shard
        FROM units)
    SELECT min(unit) FILTER (shard >= $index) AS begin, min(unit) FILTER (shard > $index) AS end FROM places`;
  const row = z.object({ begin: z.string().nullable(), end: z.string().nullable() });
  for await (const { begin, end } of queryRows({ sql, values: { file, split, index, of }, row })) {
    if (begin !== null && begin !== end) return { by, begin, ...(end === null ? {} : { end }) };
  }
  return undefined;
}

async function selectedRows(
  selection: DocumentSelection,
): Promise<{ readonly rows: string; readonly values: Record<string, string> }> {
  const { file, split, range } = selection;
  const rows = rowsOf(selection);
  if (range === undefined) return { rows, values: { file, split } };
  const { by, begin, end } = range;
  const unit = await rangeColumn(by, file);
  const values = { file, split, begin, ...(end === undefined ? {} : { end }) };
  return { rows: `${rows} AND ${unit} >= $begin ${end === undefined ? "" : `AND ${unit} < $end`}`, values };
}

function rangeColumn(by: DocumentRange["by"], file: string): Promise<string> {
  return by === "repository" ? repositoryColumn(file) : Promise.resolve(ID_PREFIX);
}

/** The documents in the order of their ids. */
export async function* documentsById(selection: DocumentSelection): AsyncGenerator<TrainingDocument> {
  const { rows, values } = await selectedRows(selection);
  const sql = `SELECT file_row_number::DOUBLE AS row, id, path, source AS repository, language, text ${rows} ORDER BY id, path`;
  yield* queryRows({ sql, values, row: documentRow, temporaryFolder: selection.temporaryFolder });
}

/** The documents of a repository after another, by path. A source that knows no repositories is one. */
export async function* documentsByRepository(selection: DocumentSelection): AsyncGenerator<TrainingDocument> {
  const { rows, values } = await selectedRows(selection);
  const sql = `SELECT file_row_number::DOUBLE AS row, id, path, ${await repositoryColumn(selection.file)} AS repository, language, text
    ${rows} ORDER BY repository, path, id, file_row_number`;
  yield* queryRows({ sql, values, row: documentRow, temporaryFolder: selection.temporaryFolder });
}

/** The documents in the order of a file of JSON lines, which has the `row` of each and its `position`. */
export async function* documentsInOrder(
  selection: DocumentSelection,
  orderFile: string,
): AsyncGenerator<TrainingDocument> {
  const { file, temporaryFolder } = selection;
  const sql = `SELECT file_row_number::DOUBLE AS row, id, path, ${await repositoryColumn(file)} AS repository, language, text
    FROM read_parquet($file, file_row_number = true) AS documents
    JOIN read_json($order, format = 'newline_delimited', columns = {'row': 'BIGINT', 'position': 'BIGINT'}) AS places
      ON documents.file_row_number = places.row
    ORDER BY places.position`;
  yield* queryRows({ sql, values: { file, order: orderFile }, row: documentRow, temporaryFolder });
}

async function repositoryColumn(file: string): Promise<string> {
  const row = z.object({ column_name: z.string() });
  const sql = "SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet($file)) WHERE column_name = 'repository'";
  for await (const _column of queryRows({ sql, values: { file }, row })) return "coalesce(repository, source)";
  return "source";
}
