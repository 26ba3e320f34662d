import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An `items.parquet` without what items say (`prompt`, `choices`): the scores alone, as the bytes of a Parquet file. */
export async function itemScores(items: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "ablate-scores-"));
  const file = join(folder, "scores.parquet");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const sql =
      "COPY (SELECT * EXCLUDE (prompt, choices) FROM read_parquet($items)) TO ($file) (FORMAT parquet, COMPRESSION zstd)";
    await connection.run(sql, { items, file });
    return await readFile(file);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
