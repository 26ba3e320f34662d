import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DocumentClass } from "../experiment/corpus-file.ts";

/** A number for each signal that applies to a document. */
export type SignalNumbers = Readonly<Partial<Record<string, number>>>;

/** One row of `documents.parquet`: a file that curation looked at. docs/architecture.md has the columns. */
export interface DocumentRow {
  /** Null where the content was not read. */
  readonly id: string | null;
  readonly source: string;
  readonly class: DocumentClass;
  readonly language: string | null;
  readonly licence: string | null;
  readonly path: string;
  readonly revision: string | null;
  readonly bytes: number;
  readonly lines: number | null;
  readonly kept: boolean;
  readonly rule: string;
  readonly reason: string;
  readonly quality: number | null;
  readonly signals: SignalNumbers;
  readonly contributions: SignalNumbers;
  readonly text: string | null;
}

/** The column of a signal or of its contribution: `parseErrorShare` → `signal_parse_error_share`. */
export function signalColumn(prefix: "signal" | "contribution", name: string): string {
  return `${prefix}_${name.replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[a-z])(?=\d)/g, "_").toLowerCase()}`;
}

const BYTES_PER_FLUSH = 32_000_000;
const ROWS_PER_GROUP = 8192;

/**
 * Writes `documents.parquet`. Rows wait in DuckDB, which spills to `<folder>/spill`, until it is known which are held out.
 * Memory stays bounded whatever the size of the corpus.
 */
export class DocumentWriter {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly appender: DuckDBAppender;
  private readonly folder: string;
  private readonly signals: readonly string[];
  private unflushed = 0;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    appender: DuckDBAppender,
    folder: string,
    signals: readonly string[],
  ) {
    this.instance = instance;
    this.connection = connection;
    this.appender = appender;
    this.folder = folder;
    this.signals = signals;
  }

  /** `signals` are the names that get columns. */
  static async open(folder: string, signals: readonly string[]): Promise<DocumentWriter> {
    const spill = spillFolder(folder);
    await rm(spill, { recursive: true, force: true });
    await mkdir(spill, { recursive: true });
    const options = { threads: "2", memory_limit: "512MB", temp_directory: spill };
    const instance = await DuckDBInstance.create(":memory:", options);
    const connection = await instance.connect();
    const numbers = signals.flatMap((name) => [signalColumn("signal", name), signalColumn("contribution", name)]);
    await connection.run(`CREATE TABLE documents (id VARCHAR, source VARCHAR, class VARCHAR, language VARCHAR,
      licence VARCHAR, path VARCHAR, revision VARCHAR, bytes BIGINT, lines BIGINT, kept BOOLEAN, rule VARCHAR,
      reason VARCHAR, held_out_rank DOUBLE, quality DOUBLE, ${numbers.map((column) => `${column} DOUBLE`).join(", ")},
      text VARCHAR)`);
    return new DocumentWriter(instance, connection, await connection.createAppender("documents"), folder, signals);
  }

  /** Adds a row. `heldOutRank` is its place in the lot for the held-out split; null for a dropped document. */
  append(row: DocumentRow, heldOutRank: number | null): void {
    for (const text of [row.id, row.source, row.class, row.language, row.licence, row.path, row.revision]) {
      this.appendText(text);
    }
    this.appender.appendBigInt(BigInt(row.bytes));
    if (row.lines === null) this.appender.appendNull();
    else this.appender.appendBigInt(BigInt(row.lines));
    this.appender.appendBoolean(row.kept);
    this.appendText(row.rule);
    this.appendText(row.reason);
    this.appendNumber(heldOutRank);
    this.appendNumber(row.quality);
    for (const name of this.signals) {
      this.appendNumber(row.signals[name]);
      this.appendNumber(row.contributions[name]);
    }
    this.appendText(row.text);
    this.appender.endRow();
    this.unflushed += 500 + (row.text?.length ?? 0);
    if (this.unflushed < BYTES_PER_FLUSH) return;
    this.appender.flushSync();
    this.unflushed = 0;
  }

  /** Writes the file; kept documents whose rank is at most `heldOutLimit` are held out. */
  async finish(heldOutLimit: number): Promise<void> {
    this.appender.closeSync();
    await this.connection.run(
      `COPY (
        SELECT * EXCLUDE (held_out_rank, text),
          CASE WHEN NOT kept THEN NULL WHEN held_out_rank <= $heldOutLimit THEN 'heldout' ELSE 'train' END AS split,
          text
        FROM documents
      ) TO ($file) (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${String(ROWS_PER_GROUP)})`,
      { heldOutLimit, file: join(this.folder, "documents.parquet") },
    );
  }

  /** Frees memory and disk; call it whether the file was written or not. */
  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(spillFolder(this.folder), { recursive: true, force: true });
  }

  private appendText(text: string | null): void {
    if (text === null) this.appender.appendNull();
    else this.appender.appendVarchar(text);
  }

  private appendNumber(value: number | null | undefined): void {
    if (value === null || value === undefined) this.appender.appendNull();
    else this.appender.appendDouble(value);
  }
}

function spillFolder(folder: string): string {
  return join(folder, "spill");
}
