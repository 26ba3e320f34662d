import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { DumpPost } from "./posts.ts";

const MOST_UNFLUSHED = 16_000_000;

const sortedPost = z.object({
  id: z.bigint().transform(Number),
  question: z.bigint().transform(Number),
  kind: z.enum(["question", "answer"]),
  title: z.string(),
  score: z.bigint().transform(Number),
  created_at: z.string(),
  licence: z.string(),
  body: z.string(),
});

export type SortedPost = z.infer<typeof sortedPost>;

/** Posts on disk, to be taken out by question: answers lie anywhere after theirs in a dump that is larger than memory. */
export class PostTable {
  private readonly folder: string;
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly appender: DuckDBAppender;
  private unflushed = 0;

  private constructor(
    folder: string,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    appender: DuckDBAppender,
  ) {
    this.folder = folder;
    this.instance = instance;
    this.connection = connection;
    this.appender = appender;
  }

  /** `folder` is emptied now and removed by `close`. */
  static async open(folder: string): Promise<PostTable> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const options = { threads: "1", memory_limit: "512MB", temp_directory: join(folder, "spill") };
    const instance = await DuckDBInstance.create(join(folder, "posts.duckdb"), options);
    const connection = await instance.connect();
    await connection.run(
      "CREATE TABLE posts (id BIGINT, question BIGINT, kind VARCHAR, title VARCHAR, score BIGINT, created_at VARCHAR, licence VARCHAR, body VARCHAR)",
    );
    return new PostTable(folder, instance, connection, await connection.createAppender("posts"));
  }

  append({ id, kind, parent, title, score, createdAt, licence, body }: DumpPost): void {
    this.appender.appendBigInt(BigInt(id));
    this.appender.appendBigInt(BigInt(kind === "question" ? id : (parent ?? -1)));
    this.appender.appendVarchar(kind);
    this.appender.appendVarchar(title);
    this.appender.appendBigInt(BigInt(score));
    for (const text of [createdAt, licence, body]) this.appender.appendVarchar(text);
    this.appender.endRow();
    this.unflushed += 200 + body.length;
    if (this.unflushed < MOST_UNFLUSHED) return;
    this.appender.flushSync();
    this.unflushed = 0;
  }

  /** Every post, by question: the question first, then its answers, the best first. */
  async *byQuestion(): AsyncGenerator<SortedPost> {
    this.appender.closeSync();
    const result = await this.connection.stream(
      "SELECT * FROM posts ORDER BY question, kind = 'answer', score DESC, id",
    );
    for await (const rows of result.yieldRowObjectJs()) for (const row of rows) yield sortedPost.parse(row);
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.folder, { recursive: true, force: true });
  }
}
