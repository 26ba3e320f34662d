import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance, DuckDBTimestampValue } from "@duckdb/node-api";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** A column of a Parquet file, and what a row has in it. */
export type Column<Row> =
  | { readonly name: string; readonly type: "VARCHAR"; readonly of: (row: Row) => string | null }
  | { readonly name: string; readonly type: "BIGINT" | "DOUBLE"; readonly of: (row: Row) => number | null }
  | { readonly name: string; readonly type: "BOOLEAN"; readonly of: (row: Row) => boolean | null }
  | { readonly name: string; readonly type: "TIMESTAMP"; readonly of: (row: Row) => Date | null }
  | { readonly name: string; readonly type: "BLOB"; readonly of: (row: Row) => Uint8Array | null };

/** A part, and a row group, has this many bytes or one row more: whoever reads the file holds one at a time. */
const PART_BYTES = 16_000_000;
const PART_ROWS = 2048;
const ROW_OVERHEAD = 500;
const PARTS_FOLDER = "parts";

/**
 * Writes a Parquet file in parts, `<folder>/parts/000000.parquet` and on, each whole or not there, and joins them when it is
 * finished. Parts of an earlier attempt are kept: `rows` says how many rows they have, and writing goes on after those. Memory
 * is bounded by the size of a part.
 */
export class ParquetWriter<Row> {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly folder: string;
  private readonly columns: readonly Column<Row>[];
  private appender: DuckDBAppender;
  private parts: number;
  private partBytes = 0;
  private partRows = 0;
  private written: number;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    appender: DuckDBAppender,
    folder: string,
    columns: readonly Column<Row>[],
    there: { readonly parts: number; readonly rows: number },
  ) {
    this.instance = instance;
    this.connection = connection;
    this.appender = appender;
    this.folder = folder;
    this.columns = columns;
    this.parts = there.parts;
    this.written = there.rows;
  }

  /** Opens a writer in a folder. Without `resume`, parts of an earlier attempt are thrown away. */
  static async open<Row>(
    folder: string,
    columns: readonly Column<Row>[],
    { resume }: { readonly resume: boolean },
  ): Promise<ParquetWriter<Row>> {
    const partsFolder = join(folder, PARTS_FOLDER);
    if (!resume) await rm(partsFolder, { recursive: true, force: true });
    await mkdir(partsFolder, { recursive: true });
    // One thread and no promise of order: then rows come in order all the same, and row groups can be bounded by bytes.
    const options = { threads: "1", memory_limit: "400MB", preserve_insertion_order: "false" };
    const instance = await DuckDBInstance.create(":memory:", {
      ...options,
      temp_directory: join(partsFolder, "spill"),
    });
    const connection = await instance.connect();
    const appender = await newPart(connection, columns);
    const there = await countParts(connection, partsFolder);
    return new ParquetWriter(instance, connection, appender, folder, columns, there);
  }

  /** Rows that are in whole parts on disk. */
  get rows(): number {
    return this.written;
  }

  async append(row: Row): Promise<void> {
    let bytes = ROW_OVERHEAD;
    for (const column of this.columns) bytes += appendValue(this.appender, column, row);
    this.appender.endRow();
    this.partRows += 1;
    this.partBytes += bytes;
    if (this.partBytes >= PART_BYTES || this.partRows >= PART_ROWS) await this.writePart();
  }

  /** Joins the parts to `<folder>/NAME` and removes them. */
  async finish(name: string): Promise<void> {
    // A file without rows has its columns all the same.
    if (this.partRows > 0 || this.parts === 0) await this.writePart();
    this.appender.closeSync();
    const partsFolder = join(this.folder, PARTS_FOLDER);
    const files = Array.from({ length: this.parts }, (_, part) => sqlText(partFile(partsFolder, part)));
    const temporary = join(partsFolder, "joined");
    await this.connection.run(
      `COPY (SELECT * FROM read_parquet([${files.join(", ")}])) TO ${sqlText(temporary)}
        (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES ${String(PART_BYTES)})`,
    );
    await rename(temporary, join(this.folder, name));
    await rm(partsFolder, { recursive: true, force: true });
  }

  /** Frees memory; parts stay for the next attempt where the file was not finished. */
  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async writePart(): Promise<void> {
    this.appender.closeSync();
    const partsFolder = join(this.folder, PARTS_FOLDER);
    const temporary = join(partsFolder, "unfinished");
    await this.connection.run(`COPY part TO ${sqlText(temporary)} (FORMAT parquet, COMPRESSION snappy)`);
    await rename(temporary, partFile(partsFolder, this.parts));
    this.appender = await newPart(this.connection, this.columns);
    this.parts += 1;
    this.written += this.partRows;
    this.partBytes = 0;
    this.partRows = 0;
  }
}

/** The table of a part, empty. A new one each time: memory of rows that are removed from a table is not freed with them. */
async function newPart<Row>(connection: DuckDBConnection, columns: readonly Column<Row>[]): Promise<DuckDBAppender> {
  const declared = columns.map(({ name, type }) => `"${name}" ${type}`).join(", ");
  await connection.run(`CREATE OR REPLACE TABLE part (${declared})`);
  return connection.createAppender("part");
}

/** Removes what `ParquetWriter` has written of an unfinished file. */
export async function removeParts(folder: string): Promise<void> {
  await rm(join(folder, PARTS_FOLDER), { recursive: true, force: true });
}

/** The name of a part's file. */
export function partName(part: number): string {
  return `${String(part).padStart(6, "0")}.parquet`;
}

function partFile(partsFolder: string, part: number): string {
  return join(partsFolder, partName(part));
}

/**
 * Makes the files of another folder, which have the names of parts, the first parts of the file that a writer resumes in `folder`.
 * Where that has parts of its own, they stay, and the others are removed.
 */
export async function joinPartsFrom(folder: string, otherFolder: string): Promise<void> {
  const others = await readdir(otherFolder).catch(() => []);
  if (others.length === 0) return;
  const partsFolder = join(folder, PARTS_FOLDER);
  const own = await readdir(partsFolder).catch(() => []);
  if (own.some((name) => /^\d{6}\.parquet$/.test(name))) {
    await rm(otherFolder, { recursive: true });
    return;
  }
  await rm(partsFolder, { recursive: true, force: true });
  await rename(otherFolder, partsFolder);
}

/** Parts up to the first that is not there or not whole (power was lost); what lies beyond is of no use, and removed. */
async function countParts(
  connection: DuckDBConnection,
  partsFolder: string,
): Promise<{ readonly parts: number; readonly rows: number }> {
  let parts = 0;
  let rows = 0;
  for (;;) {
    const count = await countRows(connection, partFile(partsFolder, parts));
    if (count === undefined) break;
    parts += 1;
    rows += count;
  }
  for (const name of await readdir(partsFolder)) {
    if (!/^\d{6}\.parquet$/.test(name) || Number(name.slice(0, 6)) >= parts)
      await rm(join(partsFolder, name), { recursive: true });
  }
  return { parts, rows };
}

async function countRows(connection: DuckDBConnection, file: string): Promise<number | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM read_parquet(${sqlText(file)})`);
    return Number(counted.getRowsJS()[0]?.[0]);
  } catch {
    return undefined;
  }
}

/** A text as SQL writes it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Appends the value of a column; returns about how many bytes it takes. */
function appendValue<Row>(appender: DuckDBAppender, column: Column<Row>, row: Row): number {
  switch (column.type) {
    case "VARCHAR": {
      const text = column.of(row);
      if (text === null) appender.appendNull();
      else appender.appendVarchar(text);
      return text?.length ?? 0;
    }
    case "BLOB": {
      const blob = column.of(row);
      if (blob === null) appender.appendNull();
      else appender.appendBlob(blob);
      return blob?.length ?? 0;
    }
    case "BIGINT":
    case "DOUBLE": {
      const number = column.of(row);
      if (number === null) appender.appendNull();
      else if (column.type === "BIGINT") appender.appendBigInt(BigInt(number));
      else appender.appendDouble(number);
      return 0;
    }
    case "BOOLEAN": {
      const flag = column.of(row);
      if (flag === null) appender.appendNull();
      else appender.appendBoolean(flag);
      return 0;
    }
    case "TIMESTAMP": {
      const time = column.of(row);
      if (time === null) appender.appendNull();
      else appender.appendTimestamp(new DuckDBTimestampValue(BigInt(time.getTime()) * 1000n));
      return 0;
    }
  }
}
