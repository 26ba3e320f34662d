import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunContext, Shard, StageWork } from "../../stage/runner.ts";
import { BLOCK_DOCUMENTS, BLOCKS_FOLDER, BlockWriter } from "../../store/parquet-blocks.ts";
import { joinPartsFrom } from "../../store/parquet-writer.ts";
import type { SourceFile, SourceListener } from "../sources/source-file.ts";
import { type MeasureSurroundings, openMeasuring } from "./measuring.ts";
import { SourceProgress } from "./source-progress.ts";

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
  const writer = new BlockWriter(folder, measuring.columns);
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
