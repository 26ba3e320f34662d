import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RunContext, Shard, StageWork } from "../../stage/runner.ts";
import type { MeasuredDocument } from "../../store/documents.ts";
import { type Column, joinPartsFrom, ParquetWriter, partName } from "../../store/parquet-writer.ts";
import type { SourceFile, SourceListener } from "../sources/source-file.ts";
import { type MeasureSurroundings, openMeasuring } from "./measuring.ts";
import { SourceProgress } from "./source-progress.ts";

/**
 * Documents beside one another that one shard measures. The blocks go round the shards, because what lies together in a source is
 * often alike in size: few enough documents that the shards have equal work, enough that a block is worth a file.
 */
const BLOCK_DOCUMENTS = 1024;
const BLOCKS_FOLDER = "blocks";

/**
 * Measures every block of a source that is this shard's and that no earlier attempt has finished: the first for shard 0, the second
 * for shard 1, and round again. Each becomes `blocks/<number>.parquet` in the work's folder. Every shard lists the whole source;
 * where listing it means reading it, that is read by all.
 */
export async function measureBlocks(
  work: StageWork,
  shard: Shard,
  context: RunContext,
  surroundings: MeasureSurroundings,
): Promise<void> {
  const measuring = openMeasuring(work, context, surroundings);
  const folder = join(work.folder, BLOCKS_FOLDER);
  await mkdir(folder, { recursive: true });
  const writer = new BlockWriter(folder, shard, measuring.columns);
  try {
    const progress = await SourceProgress.of(measuring.source, 0, measuring.maxFileBytes, context.signal);
    /** The blocks of the files that are being measured, in their order. */
    const blocks: number[] = [];
    const listener: SourceListener = {
      reached(amount) {
        if (progress.reached(amount)) context.report(progress.ofShard(shard));
      },
    };
    const files = async function* (): AsyncGenerator<SourceFile> {
      let place = 0;
      for await (const file of measuring.source.files(context.signal, listener)) {
        const block = Math.floor(place / BLOCK_DOCUMENTS);
        place += 1;
        if (block % shard.of !== shard.index || writer.has(block)) continue;
        blocks.push(block);
        yield file;
      }
    };
    for await (const document of measuring.documents(files())) {
      context.signal.throwIfAborted();
      await writer.append(blocks.shift() ?? 0, document);
      progress.measured(document);
      context.report(progress.ofShard(shard));
    }
    await writer.finish();
  } finally {
    await measuring.close();
    await writer.close();
  }
}

/** Makes the blocks that shards have left the parts of the file that the stage writes; parts that are there already stay. */
export function blocksAsParts(folder: string): Promise<void> {
  return joinPartsFrom(folder, join(folder, BLOCKS_FOLDER));
}

/** Writes the documents of one block after another, each block's file whole or not at all. */
class BlockWriter {
  private readonly folder: string;
  private readonly unfinished: string;
  private readonly columns: readonly Column<MeasuredDocument>[];
  private current: { readonly block: number; readonly writer: ParquetWriter<MeasuredDocument> } | undefined;

  constructor(folder: string, { index }: Shard, columns: readonly Column<MeasuredDocument>[]) {
    this.folder = folder;
    this.unfinished = join(folder, `unfinished-${String(index)}`);
    this.columns = columns;
  }

  /** Whether a block is finished. */
  has(block: number): boolean {
    return existsSync(join(this.folder, partName(block)));
  }

  async append(block: number, document: MeasuredDocument): Promise<void> {
    if (this.current?.block !== block) {
      await this.finish();
      this.current = { block, writer: await ParquetWriter.open(this.unfinished, this.columns, { resume: false }) };
    }
    await this.current.writer.append(document);
  }

  /** Finishes the block that is being written, if there is one. */
  async finish(): Promise<void> {
    if (this.current === undefined) return;
    const { block, writer } = this.current;
    const name = partName(block);
    await writer.finish(name);
    writer.close();
    this.current = undefined;
    await rename(join(this.unfinished, name), join(this.folder, name));
  }

  /** Removes what is not finished. */
  async close(): Promise<void> {
    this.current?.writer.close();
    await rm(this.unfinished, { recursive: true, force: true });
  }
}
