import { z } from "zod";
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
  const { file, split } = selection;
  const sql = `SELECT coalesce(sum(strlen(text)), 0)::DOUBLE AS bytes ${rowsOf(selection)}`;
  const row = z.object({ bytes: z.number() });
  let total = 0;
  for await (const { bytes } of queryRows({ sql, values: { file, split }, row })) total += bytes;
  return total;
}

/** The documents in the order of their ids. */
export function documentsById(selection: DocumentSelection): AsyncGenerator<TrainingDocument> {
  const { file, split, temporaryFolder } = selection;
  const sql = `SELECT file_row_number::DOUBLE AS row, id, path, source AS repository, language, text
    ${rowsOf(selection)} ORDER BY id, path`;
  return queryRows({ sql, values: { file, split }, row: documentRow, temporaryFolder });
}

/** The documents of a repository after another, by path. A source that knows no repositories is one. */
export async function* documentsByRepository(selection: DocumentSelection): AsyncGenerator<TrainingDocument> {
  const { file, split, temporaryFolder } = selection;
  const sql = `SELECT file_row_number::DOUBLE AS row, id, path, ${await repositoryColumn(file)} AS repository, language, text
    ${rowsOf(selection)} ORDER BY repository, path, id, file_row_number`;
  yield* queryRows({ sql, values: { file, split }, row: documentRow, temporaryFolder });
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
