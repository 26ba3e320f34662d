import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { CorpusFile } from "../experiment/corpus-file.ts";
import { StageError } from "../stage/runner.ts";
import type { MeasuredDocument } from "../store/documents.ts";
import { DocumentRules, type Verdict } from "./curate/verdict.ts";
import { AnalysisPool, type AnalysisSurroundings } from "./measure/analysis-pool.ts";
import { measureFiles } from "./measure/measure-files.ts";
import { walkedSourceFile } from "./sources/folder.ts";
import type { SourceFile } from "./sources/source-file.ts";
import { walkFolder, type WalkedFile } from "./sources/walk-folder.ts";

/** All that is measured of a file, and the verdict on it alone; `text` is left out, as it is in the file. */
export type Inspection = Omit<MeasuredDocument, "text" | "signature"> & Verdict;

export interface InspectSettings extends AnalysisSurroundings {
  /** The corpus that the file would be part of: its rules, but for those that compare documents. */
  readonly corpus: CorpusFile;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Inspects a file, or every file of a folder as curation would take it. Rejects with a `StageError` where there is neither. */
export async function* inspectPath(path: string, settings: InspectSettings): AsyncGenerator<Inspection> {
  const { corpus, threads, signal } = settings;
  const rules = new DocumentRules(corpus);
  const pool = new AnalysisPool(settings, threads, signal);
  const source = { name: path, class: undefined, licence: null, maxFileBytes: corpus.maxFileBytes };
  try {
    for await (const document of measureFiles(sourceFilesAt(path, signal), source, pool, threads)) {
      const { text: _text, signature: _signature, ...facts } = document;
      const drop = rules.drop(document);
      yield { ...facts, ...(drop === undefined ? rules.kept(document) : { kept: false, ...drop }) };
    }
  } finally {
    await pool.close();
  }
}

async function* sourceFilesAt(path: string, signal: AbortSignal): AsyncGenerator<SourceFile> {
  for await (const file of filesAt(path, signal)) yield walkedSourceFile(file);
}

async function* filesAt(path: string, signal: AbortSignal): AsyncGenerator<WalkedFile> {
  const stats = await stat(path, { bigint: true }).catch(() => {
    throw new StageError(`There is no file or folder ${path}.`);
  });
  if (stats.isDirectory()) yield* walkFolder(path, signal);
  else if (stats.isFile()) yield { path: basename(path), location: Buffer.from(path), stats };
  else throw new StageError(`${path} is neither a file nor a folder.`);
}
