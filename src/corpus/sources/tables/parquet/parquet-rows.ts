import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { sqlText } from "../../../../store/parquet-writer.ts";
import { FileProblem } from "../file-problem.ts";
import type { RowReading } from "../read-rows.ts";
import type { TableRow } from "../table-row.ts";
import { bytesColumn, textChunks, TextColumns } from "./text-columns.ts";

/** For what is not read page by page. */
const MEMORY_LIMIT = "512MB";

/**
 * The rows of a Parquet file, with the columns that `wanted` chooses among those it has. Numbers count from 1. A text column's value of more
 * than `maxBytes` is left in the file: null, with its size in `<column>:bytes`. Throws a `FileProblem` for a file that is cut off
 * or no Parquet.
 *
 * DuckDB reads 2048 rows at a time, which may be larger than memory where rows are files. It therefore reads the numbers, times, lists
 * and objects, and texts are read beside it, a page at a time.
 */
export async function* parquetRows(
  file: string,
  { wanted, maxBytes, signal, onRead }: Required<RowReading>,
): AsyncGenerator<TableRow> {
  // One thread keeps the order of the file; extensions are never fetched for a file from outside.
  const options = { threads: "1", memory_limit: MEMORY_LIMIT, autoinstall_known_extensions: "false" };
  const instance = await DuckDBInstance.create(":memory:", options);
  const connection = await instance.connect();
  let texts: TextColumns | undefined;
  try {
    const pattern = globEscaped(file);
    const table = `read_parquet(${sqlText(pattern)}, file_row_number = true, binary_as_string = true, hive_partitioning = false)`;
    const columns = await columnsOf(connection, table);
    const chosen = wanted([...columns.keys()]);
    const ofTexts = chosen.filter((name) => columns.get(name) === "VARCHAR");
    const chunks = await textChunks(connection, pattern, ofTexts);
    texts = await TextColumns.open(file, chunks, maxBytes);
    const others = chosen
      .filter((name) => !chunks.has(name))
      .map((name) => selected(name, columns.get(name) ?? "", maxBytes));
    const bytesPerRow = (await stat(file)).size / (await rowCount(connection, table));
    const result = await connection.stream(
      `SELECT ${[...others, "file_row_number + 1 AS file_row_number"].join(", ")} FROM ${table}`,
    );
    for await (const rows of result.yieldRowObjectJson()) {
      for (const { file_row_number: rowNumber, ...columnsOfRow } of rows) {
        signal.throwIfAborted();
        const number = Number(rowNumber);
        onRead(bytesPerRow * number);
        yield { number, columns: { ...columnsOfRow, ...(await texts.nextRow()) } };
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FileProblem) throw error;
    const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    if (message.startsWith("Out of Memory")) {
      throw new FileProblem(
        `its rows are too large to be read in ${MEMORY_LIMIT}: write it with plain or dictionary pages`,
      );
    }
    throw new FileProblem(`it is not a whole Parquet file that can be read (${message})`);
  } finally {
    await texts?.close();
    connection.closeSync();
    instance.closeSync();
  }
}

/** As the file's metadata has it. */
async function rowCount(connection: DuckDBConnection, table: string): Promise<number> {
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${table}`);
  return z.tuple([z.tuple([z.coerce.number()])]).parse(counted.getRowsJson())[0][0];
}

async function columnsOf(connection: DuckDBConnection, table: string): Promise<ReadonlyMap<string, string>> {
  const description = await connection.runAndReadAll(`DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${table}`);
  const rows = z
    .array(z.object({ column_name: z.string(), column_type: z.string() }))
    .parse(description.getRowObjectsJson());
  return new Map(rows.map(({ column_name, column_type }) => [column_name, column_type]));
}

function selected(name: string, type: string, maxBytes: number): string {
  const column = quoted(name);
  if (type !== "VARCHAR") return column;
  return `CASE WHEN strlen(${column}) <= ${String(maxBytes)} THEN ${column} END AS ${column}, strlen(${column}) AS ${quoted(bytesColumn(name))}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** DuckDB takes a file's name for a pattern. */
function globEscaped(file: string): string {
  return file.replace(/[*?[]/g, "[$&]");
}
