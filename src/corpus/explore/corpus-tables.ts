import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type CorpusFile, corpusFileSchema } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { DOCUMENTS_FILE } from "../../store/documents.ts";
import { readManifest } from "../../store/manifest.ts";
import { sqlText } from "../../store/parquet-writer.ts";

/** Values of a query's `$name` parameters. */
export type QueryValues = Record<string, DuckDBValue>;

/**
 * What curation left of a corpus, as tables that are queried where they lie:
 *
 * - `documents`: `documents.parquet` with the documents' numbers (`place`), without their texts;
 * - `measured`: place, digest, problem and syntax_problem of each document, from the `measure` stages of its sources;
 * - `clusters` and `contamination`, with the documents' places; empty where curation wrote none.
 */
export class CorpusTables {
  readonly corpus: CorpusFile;
  private readonly folder: string;
  private readonly measured: readonly string[];
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;

  private constructor(
    folder: string,
    corpus: CorpusFile,
    measured: readonly string[],
    instance: DuckDBInstance,
    connection: DuckDBConnection,
  ) {
    this.folder = folder;
    this.corpus = corpus;
    this.measured = measured;
    this.instance = instance;
    this.connection = connection;
  }

  /** Opens the folder of a finished `curate` stage. Rejects with a StageError where it is none. */
  static async open(folder: string): Promise<CorpusTables> {
    const manifest = await readManifest(folder);
    const file = join(folder, DOCUMENTS_FILE);
    if (manifest?.kind !== "curate" || !existsSync(file)) {
      throw new StageError(`${folder} does not hold the documents of a corpus: curate it first.`);
    }
    const corpus = corpusFileSchema.parse(manifest.parameters["corpus"]);
    const measured = corpus.sources.map(({ name }) =>
      join(folder, "..", `measure-${manifest.inputs[`measured:${name}`] ?? ""}`, DOCUMENTS_FILE),
    );
    const missing = measured.find((path) => !existsSync(path));
    if (missing !== undefined) throw new StageError(`${missing} is gone: curate the corpus again.`);
    const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "600MB" });
    const connection = await instance.connect();
    const tables = new CorpusTables(folder, corpus, measured, instance, connection);
    await tables.create();
    return tables;
  }

  /** The rows of a query. Only for queries whose rows are few: they are all read before the first is given. */
  async rows<Row>(sql: string, row: z.core.$ZodType<Row>, values: QueryValues = {}): Promise<Row[]> {
    const reader = await this.connection.runAndReadAll(sql, values);
    return z.array(row).parse(reader.getRowObjectsJS());
  }

  /** The one row of a query. */
  async row<Row>(sql: string, row: z.core.$ZodType<Row>, values: QueryValues = {}): Promise<Row> {
    const [first] = await this.rows(sql, row, values);
    if (first === undefined) throw new StageError("a query that has a row gave none");
    return first;
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** Gives up the query that runs; it rejects. */
  interrupt(): void {
    this.connection.interrupt();
  }

  /** The text of a document: as it is kept, or, of one that is dropped, as it was measured; null where it was not read. */
  async text(place: number): Promise<string | null> {
    const textRow = z.object({ text: z.string().nullable() });
    const read = async (file: string, row: number): Promise<string | null> => {
      const sql = `SELECT text FROM read_parquet($file, file_row_number = true) WHERE file_row_number = $row`;
      return (await this.rows(sql, textRow, { file, row }))[0]?.text ?? null;
    };
    const kept = await read(join(this.folder, DOCUMENTS_FILE), place);
    if (kept !== null) return kept;
    let before = 0;
    for (const file of this.measured) {
      const documents = await this.count(file);
      if (place < before + documents) return read(file, place - before);
      before += documents;
    }
    return null;
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async count(file: string): Promise<number> {
    const sql = "SELECT count(*)::DOUBLE AS documents FROM read_parquet($file)";
    return (await this.row(sql, z.object({ documents: z.number() }), { file })).documents;
  }

  private async create(): Promise<void> {
    const documents = sqlText(join(this.folder, DOCUMENTS_FILE));
    await this.run(`CREATE VIEW documents AS
      SELECT file_row_number AS place, * EXCLUDE (text, file_row_number)
      FROM read_parquet(${documents}, file_row_number = true)`);
    await this.run("CREATE TABLE measured (place BIGINT, digest UBIGINT, problem VARCHAR, syntax_problem VARCHAR)");
    for (const file of this.measured) {
      await this.run(`INSERT INTO measured
        SELECT file_row_number + (SELECT count(*) FROM measured), hash(digest), problem, syntax_problem
        FROM read_parquet(${sqlText(file)}, file_row_number = true)`);
    }
    await this.createBeside(
      "clusters",
      `place BIGINT, cluster BIGINT, kind VARCHAR, source VARCHAR, path VARCHAR, similarity DOUBLE, survives BOOLEAN,
        matched_source VARCHAR, matched_path VARCHAR, matched_similarity DOUBLE`,
      "cluster, kind, source, path, similarity, survives, matched_source, matched_path, matched_similarity",
    );
    await this.createBeside(
      "contamination",
      `place BIGINT, source VARCHAR, path VARCHAR, benchmark VARCHAR, item VARCHAR, excerpt VARCHAR, item_excerpt VARCHAR,
        reason VARCHAR`,
      "source, path, benchmark, item, excerpt, item_excerpt, reason",
    );
  }

  /** A table of what lies beside the documents and names them by id, source and path. */
  private async createBeside(name: "clusters" | "contamination", columns: string, copied: string): Promise<void> {
    const file = join(this.folder, `${name}.parquet`);
    await this.run(`CREATE TABLE ${name} (${columns})`);
    if (!existsSync(file) || (await this.count(file)) === 0) return;
    // Two documents of one source may have path and id in common: their history has the same content twice.
    await this.run(`INSERT INTO ${name} BY NAME
      SELECT place, ${copied}
      FROM read_parquet(${sqlText(file)})
      JOIN (SELECT min(place) AS place, id, source, path FROM documents GROUP BY id, source, path)
      USING (id, source, path)`);
  }
}
