import { DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { z } from "zod";

export interface Query<Row> {
  readonly sql: string;
  /** Values of the query's `$name` parameters. */
  readonly values?: Record<string, DuckDBValue>;
  /** What a row is; a row that is not so rejects. */
  readonly row: z.ZodType<Row>;
  /** Where a sort of more than 1 GB spills to; left out, it stays in memory. */
  readonly temporaryFolder?: string;
}

/** The rows of a query over Parquet files, streamed in the query's order through a DuckDB of its own in memory. */
export async function* queryRows<Row>({ sql, values, row, temporaryFolder }: Query<Row>): AsyncGenerator<Row> {
  const options = temporaryFolder === undefined ? {} : { memory_limit: "1GB", temp_directory: temporaryFolder };
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", ...options });
  const connection = await instance.connect();
  try {
    const result = await connection.stream(sql, values);
    for await (const rows of result.yieldRowObjectJs()) for (const record of rows) yield row.parse(record);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const countRow = z.object({ rows: z.bigint() });

/** How many rows a Parquet file has. Rejects where it is none. */
export async function rowCount(file: string): Promise<number> {
  const sql = "SELECT count(*) AS rows FROM read_parquet($file)";
  for await (const { rows } of queryRows({ sql, values: { file }, row: countRow })) return Number(rows);
  return 0;
}
