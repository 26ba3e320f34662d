import { join } from "node:path";
import { z } from "zod";
import { type CorpusFile, corpusFileSchema } from "../experiment/corpus-file.ts";
import type { RunContext, StageReport, StageRunner, StageWork } from "../stage/runner.ts";
import { StageError } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { DocumentWriter } from "../store/documents.ts";
import { AnalysisPool, type AnalysisSurroundings } from "./analysis-pool.ts";
import { curateFiles, type DeclaredFile } from "./curate-files.ts";
import { fingerprintSources } from "./fingerprint.ts";
import { heldOutLimit, heldOutRank } from "./held-out.ts";
import { SIGNAL_NAMES } from "./signals/signals.ts";
import { openSource } from "./sources/open-source.ts";
import type { FileSource } from "./sources/source-file.ts";
import { CorpusTally } from "./summarise.ts";

export interface CurateSurroundings extends AnalysisSurroundings {
  /** Where repositories are mirrored; the workspace's cache. */
  readonly cacheFolder: string;
}

const parametersSchema = z.object({ corpus: corpusFileSchema, fingerprint: z.string() });

const DOCUMENTS_PER_REPORT = 20;

/**
 * The runner of `curate` stages: reads every file of a corpus's sources, measures and judges it, and writes
 * `documents.parquet` and `summary.json`.
 */
export function createCurateRunner(surroundings: CurateSurroundings): StageRunner {
  return {
    kind: "curate",
    version: 2,
    async run(works, context) {
      const reports: StageReport[] = [];
      for (const work of works) reports.push(await curate(work, context, surroundings));
      return reports;
    },
  };
}

async function curate(work: StageWork, context: RunContext, surroundings: CurateSurroundings): Promise<StageReport> {
  const { corpus, fingerprint } = parametersSchema.parse(work.stage.parameters);
  checkFilters(corpus);
  const sources = corpus.sources.map((source) => openSource(source, corpus, surroundings.cacheFolder));
  const pool = new AnalysisPool(surroundings, context.threads, context.signal);
  const writer = await DocumentWriter.open(work.folder, SIGNAL_NAMES);
  try {
    const files = await listFiles(corpus, sources, context.signal);
    const tally = new CorpusTally(corpus);
    const lot: { rank: number; bytes: number }[] = [];
    const report = (): void => {
      context.report({ done: tally.documents, total: files.length, unit: "documents" });
    };
    report();
    for await (const { row, digest } of curateFiles(files, corpus, pool, context.threads)) {
      context.signal.throwIfAborted();
      const rank = row.kept && digest !== null ? heldOutRank(corpus.seed, digest) : null;
      if (rank !== null) lot.push({ rank, bytes: row.bytes });
      writer.append(row, rank);
      tally.add(row);
      if (tally.documents % DOCUMENTS_PER_REPORT === 0) report();
    }
    report();
    const limit = heldOutLimit(
      lot.map(({ rank }) => rank),
      corpus.heldOut,
    );
    await writer.finish(limit);
    // The stage is kept under the fingerprint of what it was to read: it must not hold anything else.
    if ((await fingerprintSources(corpus, surroundings.cacheFolder, context.signal)) !== fingerprint)
      throw new StageError("The files of its sources changed while they were read; run the same command again.");
    const heldOut = lot.filter(({ rank }) => rank <= limit);
    const bytes = heldOut.reduce((total, document) => total + document.bytes, 0);
    const summary = tally.summary({ documents: heldOut.length, bytes });
    await writeFileAtomically(join(work.folder, "summary.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
    return { documents: summary.documents, kept: summary.kept, bytes: summary.bytes };
  } finally {
    for (const source of sources) source.close();
    await pool.close();
    await writer.close();
  }
}

/** A filter that is not there would drop nothing, in silence. */
function checkFilters({ filters }: CorpusFile): void {
  const unknown = Object.keys(filters).find((name) => name !== "quality" && !SIGNAL_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new StageError(`No signal is called "${unknown}"; there are quality, ${SIGNAL_NAMES.join(", ")}.`);
  }
}

async function listFiles(
  { sources }: CorpusFile,
  opened: readonly FileSource[],
  signal: AbortSignal,
): Promise<readonly DeclaredFile[]> {
  const files: DeclaredFile[] = [];
  for (const [index, { name, class: documentClass, licence = null }] of sources.entries()) {
    const before = files.length;
    for await (const file of opened[index]?.files(signal) ?? []) {
      files.push({ file, source: name, class: documentClass, licence });
    }
    if (files.length === before)
      throw new StageError(`Source "${name}" has no files: see its path, include and exclude.`);
  }
  return files;
}
