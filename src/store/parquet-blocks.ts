import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Column, ParquetWriter, partName } from "./parquet-writer.ts";

/** The folder, in that of a stage's work, where shards leave blocks until they are joined. */
export const BLOCKS_FOLDER = "blocks";

/**
 * Documents beside one another that one shard works on. The blocks go round the shards, because what lies together in a source is
 * often alike in size: few enough documents that the shards have equal work, enough that a block is worth a file.
 */
export const BLOCK_DOCUMENTS = 1024;

/** The file of a block in a folder of them. */
export function blockFile(folder: string, block: number): string {
  return join(folder, partName(block));
}

/** Writes the rows of one block after another to `<folder>/<block>.parquet`, each whole or not there. */
export class BlockWriter<Row> {
  private readonly folder: string;
  /** Of its own: an attempt that was given up may still be ending on another machine. */
  private unfinished: string | undefined;
  private readonly columns: readonly Column<Row>[];
  private current: { readonly block: number; readonly writer: ParquetWriter<Row> } | undefined;

  /** `folder` is there. Several writers may work in it at the same time. */
  constructor(folder: string, columns: readonly Column<Row>[]) {
    this.folder = folder;
    this.columns = columns;
  }

  /** Whether a block is finished. */
  has(block: number): boolean {
    return existsSync(blockFile(this.folder, block));
  }

  /** Appends a row to a block, which is finished by the first row of another. */
  async append(block: number, row: Row): Promise<void> {
    if (this.current?.block !== block) {
      await this.finish();
      this.unfinished ??= await mkdtemp(join(this.folder, "unfinished-"));
      this.current = { block, writer: await ParquetWriter.open(this.unfinished, this.columns, { resume: false }) };
    }
    await this.current.writer.append(row);
  }

  /** Finishes the block that is being written, if there is one. */
  async finish(): Promise<void> {
    if (this.current === undefined || this.unfinished === undefined) return;
    const { block, writer } = this.current;
    const name = partName(block);
    await writer.finish(name);
    writer.close();
    this.current = undefined;
    await rename(join(this.unfinished, name), blockFile(this.folder, block));
  }

  /** Removes what is not finished. */
  async close(): Promise<void> {
    this.current?.writer.close();
    if (this.unfinished !== undefined) await rm(this.unfinished, { recursive: true, force: true });
  }
}
