import { z } from "zod";
import { corpusSourceSchema } from "../../experiment/corpus-file.ts";
import { type RunContext, StageError, type StageWork } from "../../stage/runner.ts";
import { type MeasuredDocument, measuredColumns } from "../../store/documents.ts";
import { type Column, removeParts } from "../../store/parquet-writer.ts";
import { fingerprintSource } from "../corpus-input.ts";
import { readLicences } from "../licence/read-licences.ts";
import { SIGNAL_NAMES } from "../signals/signals.ts";
import { openSource } from "../sources/open-source.ts";
import type { FileSource, SourceFile } from "../sources/source-file.ts";
import { AnalysisPool, type AnalysisSurroundings } from "./analysis-pool.ts";
import { measureFiles } from "./measure-files.ts";

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

/** A source that is open to be measured. */
export interface Measuring {
  readonly source: FileSource;
  readonly maxFileBytes: number;
  /** Of what is written of each document. */
  readonly columns: readonly Column<MeasuredDocument>[];
  /** Measures files of the source; the documents come in their order. */
  documents(files: AsyncIterable<SourceFile>): AsyncGenerator<MeasuredDocument>;
  /**
   * Rejects with a StageError where there were no files, or other files than the stage is kept under the fingerprint of; what was
   * written of them is then removed.
   */
  requireFiles(documents: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the source of a `measure` stage, with as many threads as the context allows. */
export function openMeasuring(work: StageWork, context: RunContext, surroundings: MeasureSurroundings): Measuring {
  const { source, maxFileBytes, fingerprint, rulesFolder, ruleNames } = parametersSchema.parse(work.stage.parameters);
  const { signal, threads } = context;
  const { cacheFolder, grammarsFolder } = surroundings;
  const log = (line: string): void => {
    context.log(line);
  };
  const opened = openSource(source, maxFileBytes, cacheFolder, log);
  const pool = new AnalysisPool({ ...surroundings, rulesFolder }, threads, signal);
  return {
    source: opened,
    maxFileBytes,
    columns: measuredColumns([...SIGNAL_NAMES, ...ruleNames]),
    async *documents(files) {
      const licences = await readLicences(opened.licenceFiles?.(signal) ?? [], grammarsFolder, signal);
      const { name, class: documentClass, licence = null } = source;
      yield* measureFiles(files, { name, class: documentClass, licence, licences, maxFileBytes }, pool, log);
    },
    async requireFiles(documents) {
      if (documents === 0)
        throw new StageError(`Source "${source.name}" has no files: see its path, include and exclude.`);
      if ((await fingerprintSource(source, maxFileBytes, cacheFolder, signal)) === fingerprint) return;
      await removeParts(work.folder);
      throw new StageError(
        `The files of source "${source.name}" changed while they were read; run the same command again.`,
      );
    },
    async close() {
      opened.close();
      await pool.close();
    },
  };
}
