import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { DocumentProblem, MeasuredDocument } from "../../store/documents.ts";
import type { SourceFile } from "../sources/source-file.ts";
import type { AnalysisPool } from "./analysis-pool.ts";
import { orderedMap } from "./ordered-map.ts";

/** What a source says about all of its files. */
export interface SourceFacts {
  readonly name: string;
  /** Left out: told by the file's language. */
  readonly class: DocumentClass | undefined;
  readonly licence: string | null;
  readonly maxFileBytes: number;
}

/** Files that are read or analysed at the same time, for each thread: enough that no thread waits for the disk. */
const FILES_AHEAD = 4;

/** Reads files and analyses them in the pool; documents come in the order of the files. Threads are how many the pool has. */
export function measureFiles(
  files: AsyncIterable<SourceFile>,
  source: SourceFacts,
  pool: AnalysisPool,
  threads: number,
): AsyncGenerator<MeasuredDocument> {
  return orderedMap(files, threads * FILES_AHEAD, (file) => measureFile(file, source, pool));
}

async function measureFile(file: SourceFile, source: SourceFacts, pool: AnalysisPool): Promise<MeasuredDocument> {
  const { maxFileBytes } = source;
  const tooLarge = (size: number): MeasuredDocument =>
    noDocument(file, source, null, size, "too-large", `${size} bytes are more than maxFileBytes, ${maxFileBytes}`);
  if (file.size !== null && file.size > maxFileBytes) return tooLarge(file.size);
  let bytes: Uint8Array;
  try {
    bytes = await file.read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return noDocument(file, source, null, file.size ?? 0, "unreadable", `it cannot be read: ${message}`);
  }
  if (bytes.length > maxFileBytes) return tooLarge(bytes.length);
  const { id, content } = await pool.analyse(bytes, file.path, file.class ?? source.class, file.language);
  switch (content.kind) {
    case "binary":
      return noDocument(file, source, id, bytes.length, "binary", `it is not text: ${content.reason}`);
    case "empty":
      return noDocument(file, source, id, bytes.length, "empty", "it has nothing but white space");
    case "text": {
      const { kind: _kind, ...measured } = content;
      const nothing = { problem: null, problemReason: null, findings: null };
      return { ...origin(file, source, bytes.length), id, ...nothing, ...measured };
    }
  }
}

function noDocument(
  file: SourceFile,
  source: SourceFacts,
  id: string | null,
  bytes: number,
  problem: DocumentProblem,
  problemReason: string,
): MeasuredDocument {
  return {
    ...origin(file, source, bytes),
    ...{
      id,
      problem,
      problemReason,
      class: file.class ?? source.class ?? "text",
      digest: null,
      language: null,
      lines: null,
    },
    ...{
      syntaxProblem: null,
      quality: null,
      signals: {},
      contributions: {},
      signature: null,
      findings: null,
      text: null,
    },
  };
}

function origin(
  { path, revision, licence, repository, blob, time }: SourceFile,
  source: SourceFacts,
  bytes: number,
): Pick<MeasuredDocument, "source" | "licence" | "repository" | "path" | "revision" | "blob" | "time" | "bytes"> {
  return {
    source: source.name,
    licence: licence ?? source.licence,
    repository: repository ?? null,
    path,
    revision,
    blob: blob ?? null,
    time: time === undefined ? null : new Date(time),
    bytes,
  };
}
