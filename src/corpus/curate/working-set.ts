import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { HeavyMember } from "../../store/documents.ts";
import { sqlText } from "../../store/parquet-writer.ts";
import type { CorpusDocuments, PlacedDocument } from "./corpus-documents.ts";
import { withLearnedQuality } from "./own-verdict.ts";
import type { Drop } from "./verdict.ts";

export interface PlacedDrop extends Drop {
  readonly place: number;
}

/** A member of a cluster of duplicates. Documents are meant by their places. */
export interface ClusterMember {
  /** Names the cluster: its survivor. */
  readonly cluster: number;
  readonly place: number;
  /** Of the cluster: `exact` where all its documents have equal content. */
  readonly kind: "exact" | "near";
  /** With the survivor: the share of shingles in common, in [0,1]; 1 for the survivor. */
  readonly similarity: number;
  readonly survives: boolean;
  /** What it was matched with, on the way to the survivor; itself for the survivor. */
  readonly matched: number;
  readonly matchedSimilarity: number;
}

const dropRow = z.object({ place: z.bigint(), rule: z.string(), reason: z.string() });
const countRow = z.object({ documents: z.bigint() });

/**
 * What is known of the documents of a corpus while it is curated, in DuckDB, which spills to `<folder>/spill`:
 *
 * - `documents`: place and what documents are told apart and grouped by, without their texts;
 * - `drops`: place, rule and reason of those that are dropped;
 * - `clusters`: the members of clusters of duplicates, as `ClusterMember` has them;
 * - `candidates`, a view: the documents that are not dropped so far.
 */
export class WorkingSet {
  readonly connection: DuckDBConnection;
  /** By place; NaN where a document has no text. Undefined for a corpus without a classifier. */
  learnedQuality: Float64Array | undefined;
  private readonly instance: DuckDBInstance;
  private readonly folder: string;
  private readonly measured: CorpusDocuments;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    folder: string,
    measured: CorpusDocuments,
  ) {
    this.instance = instance;
    this.connection = connection;
    this.folder = folder;
    this.measured = measured;
  }

  static async open(folder: string, measured: CorpusDocuments): Promise<WorkingSet> {
    const spill = join(folder, "spill");
    await rm(spill, { recursive: true, force: true });
    await mkdir(spill, { recursive: true });
    const options = { threads: "1", memory_limit: "400MB", temp_directory: spill };
    const instance = await DuckDBInstance.create(":memory:", options);
    const connection = await instance.connect();
    const set = new WorkingSet(instance, connection, folder, measured);
    await connection.run(`
      CREATE TABLE documents (place BIGINT, source VARCHAR, path VARCHAR, id VARCHAR, digest VARCHAR, repository VARCHAR);
      CREATE TABLE drops (place BIGINT, rule VARCHAR, reason VARCHAR);
      CREATE TABLE clusters (cluster BIGINT, place BIGINT, kind VARCHAR, similarity DOUBLE, survives BOOLEAN,
        matched BIGINT, matched_similarity DOUBLE);
      CREATE VIEW candidates AS SELECT * FROM documents ANTI JOIN drops USING (place)`);
    await set.readDocuments();
    return set;
  }

  /** Every document in its order, without some members. */
  async *documents(without: readonly HeavyMember[]): AsyncGenerator<PlacedDocument> {
    for await (const document of this.measured.documents(without)) {
      const learned = this.learnedQuality?.[document.place] ?? NaN;
      yield { ...document, signals: withLearnedQuality(document.signals, Number.isNaN(learned) ? null : learned) };
    }
  }

  /** Every document in its order with its drop, if it is dropped so far. */
  async *judged(
    without: readonly HeavyMember[] = [],
  ): AsyncGenerator<{ readonly document: PlacedDocument; readonly drop: Drop | undefined }> {
    const drops = this.drops();
    let next = await drops.next();
    for await (const document of this.documents(without)) {
      if (next.done === true || next.value.place !== document.place) {
        yield { document, drop: undefined };
        continue;
      }
      const { rule, reason } = next.value;
      yield { document, drop: { rule, reason } };
      next = await drops.next();
    }
  }

  /** The documents that are not dropped so far, in their order, without some members. */
  async *candidates(without: readonly HeavyMember[]): AsyncGenerator<PlacedDocument> {
    for await (const { document, drop } of this.judged(without)) if (drop === undefined) yield document;
  }

  /** Drops documents that were candidates; each at most once. */
  async drop(drops: AsyncIterable<PlacedDrop>): Promise<void> {
    const appender = await this.connection.createAppender("drops");
    for await (const { place, rule, reason } of drops) {
      appender.appendBigInt(BigInt(place));
      appender.appendVarchar(rule);
      appender.appendVarchar(reason);
      appender.endRow();
    }
    appender.closeSync();
  }

  /** Keeps the members of clusters of duplicates. */
  async addClusters(members: Iterable<ClusterMember>): Promise<void> {
    const appender = await this.connection.createAppender("clusters");
    for (const { cluster, place, kind, similarity, survives, matched, matchedSimilarity } of members) {
      appender.appendBigInt(BigInt(cluster));
      appender.appendBigInt(BigInt(place));
      appender.appendVarchar(kind);
      appender.appendDouble(similarity);
      appender.appendBoolean(survives);
      appender.appendBigInt(BigInt(matched));
      appender.appendDouble(matchedSimilarity);
      appender.endRow();
    }
    appender.closeSync();
  }

  /** What is dropped so far, in the order of the documents. */
  async *drops(): AsyncGenerator<PlacedDrop> {
    const sql = "SELECT place, rule, reason FROM drops ORDER BY place";
    for await (const { place, ...drop } of this.query(sql, dropRow)) yield { place: Number(place), ...drop };
  }

  /** How many documents there are. */
  get count(): number {
    return this.measured.count;
  }

  /** How many documents are not dropped so far. */
  async candidateCount(): Promise<number> {
    const sql = "SELECT count(*) AS documents FROM candidates";
    for await (const { documents } of this.query(sql, countRow)) return Number(documents);
    return 0;
  }

  /** The rows of a query over the tables, streamed. */
  async *query<Row>(sql: string, row: z.ZodType<Row>): AsyncGenerator<Row> {
    // Of its own: one connection streams one result at a time.
    const connection = await this.instance.connect();
    try {
      const result = await connection.stream(sql);
      for await (const rows of result.yieldRowObjectJs()) for (const record of rows) yield row.parse(record);
    } finally {
      connection.closeSync();
    }
  }

  /** Writes `clusters.parquet`: a row for each member of a cluster. */
  async writeClusters(file: string): Promise<void> {
    await this.connection.run(`COPY (
      SELECT cluster, kind, member.id, member.source, member.path, similarity, survives, matched.id AS matched_id,
        matched.source AS matched_source, matched.path AS matched_path, matched_similarity
      FROM clusters JOIN documents AS member USING (place) JOIN documents AS matched ON matched.place = clusters.matched
      ORDER BY cluster, clusters.place
    ) TO ${sqlText(file)} (FORMAT parquet, COMPRESSION zstd)`);
  }

  /** Frees memory and disk. */
  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(join(this.folder, "spill"), { recursive: true, force: true });
  }

  private async readDocuments(): Promise<void> {
    for (const file of this.measured.files) {
      await this.connection.run(
        `INSERT INTO documents
          SELECT file_row_number + (SELECT count(*) FROM documents), source, path, id, digest, repository
          FROM read_parquet($file, file_row_number = true)`,
        { file },
      );
    }
  }
}
