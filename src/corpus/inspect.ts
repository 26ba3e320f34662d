import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { CorpusFile, DocumentClass } from "../experiment/corpus-file.ts";
import { StageError } from "../stage/runner.ts";
import type { DocumentRow } from "../store/documents.ts";
import { AnalysisPool, type AnalysisSurroundings } from "./analysis-pool.ts";
import { curateFiles, type DeclaredFile } from "./curate-files.ts";
import { walkFolder, type WalkedFile } from "./sources/walk-folder.ts";
import { walkedSourceFile } from "./sources/folder.ts";

/** Every signal, contribution, quality and verdict of a file; `text` is left out, as it is in the file. */
export type Inspection = Omit<DocumentRow, "text">;

export interface InspectSettings extends AnalysisSurroundings {
  /** How the documents are judged; left out, each by the class that its language suggests. */
  readonly class?: DocumentClass;
  /** The rules of the corpus that the file would be part of. */
  readonly rules: Pick<CorpusFile, "filters" | "dedup" | "maxFileBytes">;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Inspects a file, or every file of a folder as curation would take it. Rejects with a `StageError` where there is neither. */
export async function* inspectPath(path: string, settings: InspectSettings): AsyncGenerator<Inspection> {
  const files: DeclaredFile[] = [];
  for await (const file of filesAt(path, settings.signal)) {
    files.push({ file: walkedSourceFile(file), source: path, class: settings.class, licence: null });
  }
  const pool = new AnalysisPool(settings, settings.threads, settings.signal);
  try {
    for await (const { row } of curateFiles(files, settings.rules, pool, settings.threads)) {
      const { text: _text, ...inspection } = row;
      yield inspection;
    }
  } finally {
    await pool.close();
  }
}

async function* filesAt(path: string, signal: AbortSignal): AsyncGenerator<WalkedFile> {
  const stats = await stat(path, { bigint: true }).catch(() => {
    throw new StageError(`There is no file or folder ${path}.`);
  });
  if (stats.isDirectory()) yield* walkFolder(path, signal);
  else if (stats.isFile()) yield { path: basename(path), location: Buffer.from(path), stats };
  else throw new StageError(`${path} is neither a file nor a folder.`);
}
