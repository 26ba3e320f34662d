import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { RunContext, StageReport, StageRunner, StageWork } from "../../stage/runner.ts";
import { DOCUMENTS_FILE } from "../../store/documents.ts";
import { writeMeasureSummary } from "../../store/measure-summary.ts";
import { ParquetWriter } from "../../store/parquet-writer.ts";
import type { FileSource, SourceFile, SourceListener } from "../sources/source-file.ts";
import { blocksAsParts, measureBlocks } from "./measure-blocks.ts";
import { type MeasureSurroundings, openMeasuring } from "./measuring.ts";
import { SourceProgress } from "./source-progress.ts";

const DOCUMENTS_PER_REPORT = 20;

/**
 * The runner of `measure` stages: reads every file of a source, decodes and measures it, and writes `documents.parquet`. A stage
 * that was stopped goes on after the documents that it had written.
 */
export function createMeasureRunner(surroundings: MeasureSurroundings): StageRunner {
  return {
    kind: "measure",
    version: 11,
    async run(works, context) {
      const reports: StageReport[] = [];
      for (const work of works) reports.push(await measure(work, context, surroundings));
      return reports;
    },
    runShard: (work, shard, context) => measureBlocks(work, shard, context, surroundings),
  };
}

async function measure(work: StageWork, context: RunContext, surroundings: MeasureSurroundings): Promise<StageReport> {
  const { signal } = context;
  const measuring = openMeasuring(work, context, surroundings);
  await blocksAsParts(work.folder);
  const writer = await ParquetWriter.open(work.folder, measuring.columns, { resume: true });
  try {
    const { source, maxFileBytes } = measuring;
    const progress = await SourceProgress.of(source, writer.rows, maxFileBytes, signal);
    const report = (): void => {
      context.report(progress.now);
    };
    report();
    const unselected = { files: 0, ignoredFiles: 0, ignoredFolders: 0 };
    const listener: SourceListener = {
      reached(amount) {
        if (progress.reached(amount)) report();
      },
      leftOut(what, number) {
        unselected[`${what}s`] += number;
      },
    };
    for await (const document of measuring.documents(filesAfter(source, writer.rows, listener, signal))) {
      signal.throwIfAborted();
      await writer.append(document);
      progress.measured(document);
      if (progress.count % DOCUMENTS_PER_REPORT === 0) report();
    }
    report();
    // The source is looked at once more while the table is joined.
    const joining = writer.finish(DOCUMENTS_FILE);
    const [required] = await Promise.allSettled([measuring.requireFiles(progress.count), joining]);
    if (required.status === "rejected") {
      await rm(join(work.folder, DOCUMENTS_FILE), { force: true });
      throw required.reason;
    }
    await joining;
    await writeMeasureSummary(work.folder, { unselected });
    return { documents: progress.count };
  } finally {
    await measuring.close();
    writer.close();
  }
}

async function* filesAfter(
  source: FileSource,
  skipped: number,
  listener: SourceListener,
  signal: AbortSignal,
): AsyncGenerator<SourceFile> {
  let place = 0;
  for await (const file of source.files(signal, listener)) {
    if (place >= skipped) yield file;
    place += 1;
  }
}
