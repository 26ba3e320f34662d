import { DOUBLE, DuckDBInstance, INTEGER, LIST, listValue, VARCHAR } from "@duckdb/node-api";
import { z } from "zod";
import { queryRows } from "./query.ts";

const nats = z.number();

const itemRow = z.object({
  suite: z.string(),
  slice: z.string(),
  item: z.string(),
  cluster: z.string(),
  prompt: z.string().nullable(),
  choices: z.array(z.string()).nullable(),
  choiceBytes: z.array(z.int()).nullable(),
  gold: z.number().nullable(),
  logLikelihoods: z.array(nats).nullable(),
  nats,
  bytes: z.number(),
  correct: z.boolean().nullable(),
});

/** One row of `items.parquet`: what one model scored on one item. docs/architecture.md has the columns. */
export type ItemRow = Readonly<z.infer<typeof itemRow>>;

const LIST_OF_TEXT = LIST(VARCHAR);
const LIST_OF_NUMBERS = LIST(DOUBLE);

/** Writes `items.parquet`, compressed with zstd. */
export async function writeItems(file: string, rows: readonly ItemRow[]): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  try {
    await connection.run(`CREATE TABLE items (suite VARCHAR, slice VARCHAR, item VARCHAR, cluster VARCHAR, prompt VARCHAR,
      choices VARCHAR[], choice_bytes INTEGER[], gold INTEGER, log_likelihoods DOUBLE[], nats DOUBLE, bytes BIGINT,
      correct BOOLEAN)`);
    const appender = await connection.createAppender("items");
    for (const row of rows) {
      for (const text of [row.suite, row.slice, row.item, row.cluster]) appender.appendVarchar(text);
      appender.appendValue(row.prompt, VARCHAR);
      appender.appendValue(row.choices && listValue(row.choices), LIST_OF_TEXT);
      appender.appendValue(row.choiceBytes && listValue(row.choiceBytes), LIST(INTEGER));
      if (row.gold === null) appender.appendNull();
      else appender.appendInteger(row.gold);
      appender.appendValue(row.logLikelihoods && listValue(row.logLikelihoods), LIST_OF_NUMBERS);
      appender.appendDouble(row.nats);
      appender.appendBigInt(BigInt(row.bytes));
      if (row.correct === null) appender.appendNull();
      else appender.appendBoolean(row.correct);
      appender.endRow();
    }
    appender.closeSync();
    await connection.run("COPY items TO ($file) (FORMAT parquet, COMPRESSION zstd)", { file });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Reads `items.parquet`, in the order of its rows. */
export async function readItems(file: string): Promise<ItemRow[]> {
  const sql = `
    SELECT suite, slice, item, cluster, prompt, choices, choice_bytes AS "choiceBytes", gold,
      log_likelihoods AS "logLikelihoods", nats, bytes::DOUBLE AS bytes, correct
    FROM read_parquet($file)`;
  const rows: ItemRow[] = [];
  for await (const row of queryRows({ sql, values: { file }, row: itemRow })) rows.push(row);
  return rows;
}
