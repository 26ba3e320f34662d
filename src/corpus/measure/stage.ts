import { z } from "zod";
import { corpusSourceSchema } from "../../experiment/corpus-file.ts";
import { type RunContext, StageError, type StageReport, type StageRunner, type StageWork } from "../../stage/runner.ts";
import { DOCUMENTS_FILE, measuredColumns } from "../../store/documents.ts";
import { writeMeasureSummary } from "../../store/measure-summary.ts";
import { ParquetWriter, removeParts } from "../../store/parquet-writer.ts";
import { fingerprintSource } from "../corpus-input.ts";
import { readLicences } from "../licence/read-licences.ts";
import { SIGNAL_NAMES } from "../signals/signals.ts";
import { openSource } from "../sources/open-source.ts";
import type { FileSource, SourceFile, SourceListener } from "../sources/source-file.ts";
import { AnalysisPool, type AnalysisSurroundings } from "./analysis-pool.ts";
import { measureFiles } from "./measure-files.ts";
import { SourceProgress } from "./source-progress.ts";

export interface MeasureSurroundings extends Omit<AnalysisSurroundings, "rulesFolder"> {
  /** Where repositories are mirrored; the workspace's cache. */
  readonly cacheFolder: string;
}

const parametersSchema = z.object({
  source: corpusSourceSchema,
  maxFileBytes: z.int().positive(),
  fingerprint: z.string(),
  rules: z.string(),
  rulesFolder: z.string().nullable(),
  ruleNames: z.array(z.string()),
});

const DOCUMENTS_PER_REPORT = 20;

/**
 * The runner of `measure` stages: reads every file of a source, decodes and measures it, and writes `documents.parquet`. A stage
 * that was stopped goes on after the documents that it had written.
 */
export function createMeasureRunner(surroundings: MeasureSurroundings): StageRunner {
  return {
    kind: "measure",
    version: 10,
    async run(works, context) {
      const reports: StageReport[] = [];
      for (const work of works) reports.push(await measure(work, context, surroundings));
      return reports;
    },
  };
}

async function measure(work: StageWork, context: RunContext, surroundings: MeasureSurroundings): Promise<StageReport> {
  const { source, maxFileBytes, fingerprint, rulesFolder, ruleNames } = parametersSchema.parse(work.stage.parameters);
  const { signal, threads } = context;
  const opened = openSource(source, maxFileBytes, surroundings.cacheFolder, (line) => {
    context.log(line);
  });
  const pool = new AnalysisPool({ ...surroundings, rulesFolder }, threads, signal);
  const writer = await ParquetWriter.open(work.folder, measuredColumns([...SIGNAL_NAMES, ...ruleNames]), {
    resume: true,
  });
  try {
    const progress = await SourceProgress.of(opened, writer.rows, maxFileBytes, signal);
    const report = (): void => {
      context.report(progress.now);
    };
    report();
    const licences = await readLicences(opened.licenceFiles?.(signal) ?? [], surroundings.grammarsFolder, signal);
    const { name, class: documentClass, licence = null } = source;
    const facts = { name, class: documentClass, licence, licences, maxFileBytes };
    const log = (line: string): void => {
      context.log(line);
    };
    const unselected = { files: 0, ignoredFiles: 0, ignoredFolders: 0 };
    const listener: SourceListener = {
      reached(amount) {
        if (progress.reached(amount)) report();
      },
      leftOut(what, number) {
        unselected[`${what}s`] += number;
      },
    };
    for await (const document of measureFiles(filesAfter(opened, writer.rows, listener, signal), facts, pool, log)) {
      signal.throwIfAborted();
      await writer.append(document);
      progress.measured(document);
      if (progress.count % DOCUMENTS_PER_REPORT === 0) report();
    }
    report();
    if (progress.count === 0)
      throw new StageError(`Source "${source.name}" has no files: see its path, include and exclude.`);
    // The stage is kept under the fingerprint of what it was to read: it must not hold anything else.
    if ((await fingerprintSource(source, maxFileBytes, surroundings.cacheFolder, signal)) !== fingerprint) {
      await removeParts(work.folder);
      throw new StageError(
        `The files of source "${source.name}" changed while they were read; run the same command again.`,
      );
    }
    await writer.finish(DOCUMENTS_FILE);
    await writeMeasureSummary(work.folder, { unselected });
    return { documents: progress.count };
  } finally {
    opened.close();
    await pool.close();
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
