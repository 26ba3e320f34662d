import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { DocumentProblem, MeasuredDocument } from "../../store/documents.ts";
import { formatLicence, UNRECOGNISED_LICENCE } from "../licence/expression.ts";
import type { FolderLicences } from "../licence/licence-of-path.ts";
import { RefusedDocument, type SourceFile } from "../sources/source-file.ts";
import type { AnalysisPool } from "./analysis-pool.ts";
import { orderedMap } from "../threads/ordered-map.ts";

/** What a source says about all of its files. */
export interface SourceFacts {
  readonly name: string;
  /** Left out: told by the file's language. */
  readonly class: DocumentClass | undefined;
  /** The declared one, for documents that nothing nearer speaks for. */
  readonly licence: string | null;
  /** What the licence files of the source say. */
  readonly licences: FolderLicences;
  readonly maxFileBytes: number;
}

/**
 * What is under way at the same time: enough that threads go on with other files while one takes as long as a file may, and little
 * enough that memory is bounded. Few enough files that a process may have them all open.
 */
const FILES_AHEAD = 256;
const BYTES_AHEAD = 32_000_000;

/** Reads files and analyses them in the pool; documents come in the order of the files. `log` is told what failed. */
export function measureFiles(
  files: AsyncIterable<SourceFile>,
  source: SourceFacts,
  pool: AnalysisPool,
  log: (line: string) => void,
): AsyncGenerator<MeasuredDocument> {
  // A size that is not known is bounded all the same.
  const sizeOf = ({ size }: SourceFile): number => Math.min(size ?? Infinity, source.maxFileBytes);
  const window = { items: FILES_AHEAD, bytes: BYTES_AHEAD, sizeOf };
  return orderedMap(files, window, (file) => measureFile(file, source, pool, log));
}

async function measureFile(
  file: SourceFile,
  source: SourceFacts,
  pool: AnalysisPool,
  log: (line: string) => void,
): Promise<MeasuredDocument> {
  const { maxFileBytes } = source;
  const tooLarge = (size: number): MeasuredDocument =>
    noDocument(file, source, null, size, "too-large", `${size} bytes are more than maxFileBytes, ${maxFileBytes}`);
  if (file.size !== null && file.size > maxFileBytes) return tooLarge(file.size);
  let bytes: Uint8Array;
  try {
    bytes = await file.read();
  } catch (error) {
    if (error instanceof RefusedDocument) {
      return noDocument(file, source, null, file.size ?? 0, error.rule, error.message);
    }
    const message = error instanceof Error ? error.message : String(error);
    return noDocument(file, source, null, file.size ?? 0, "unreadable", `it cannot be read: ${message}`);
  }
  if (bytes.length > maxFileBytes) return tooLarge(bytes.length);
  const { path } = file;
  const analysis = await pool.analyse({ bytes, path, class: file.class ?? source.class, language: file.language });
  if (analysis === undefined) {
    const failure = "the thread that measured it failed or hung";
    log(`warning: ${source.name}:${path} cannot be measured: ${failure}`);
    return noDocument(file, source, null, bytes.length, "unreadable", `it cannot be measured: ${failure}`);
  }
  const { id, content } = analysis;
  switch (content.kind) {
    case "binary":
      return noDocument(file, source, id, bytes.length, "binary", `it is not text: ${content.reason}`);
    case "empty":
      return noDocument(file, source, id, bytes.length, "empty", "it has nothing but white space");
    case "text": {
      const { kind: _kind, headerLicence, findings, ...measured } = content;
      const nothing = { problem: null, problemReason: null };
      const licence = headerLicence === null ? {} : { licence: headerLicence, licenceOrigin: "its header" };
      const found = { ...licence, findings: JSON.stringify(findings) };
      return { ...origin(file, source, bytes.length), id, ...nothing, ...measured, ...found };
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
      leaves: null,
      text: null,
    },
  };
}

function origin(
  { path, revision, licence, repository, blob, time, provenance }: SourceFile,
  source: SourceFacts,
  bytes: number,
): Pick<
  MeasuredDocument,
  "source" | "licence" | "licenceOrigin" | "repository" | "path" | "revision" | "blob" | "time" | "provenance" | "bytes"
> {
  return {
    source: source.name,
    ...licenceOf(path, licence, source),
    repository: repository ?? null,
    path,
    revision,
    blob: blob ?? null,
    time: time === undefined ? null : new Date(time),
    provenance: provenance ?? null,
    bytes,
  };
}

/** What is said of the document itself goes before licence files, the nearest first, and those before what is declared for all. */
function licenceOf(
  path: string,
  ofDocument: string | undefined,
  source: SourceFacts,
): Pick<MeasuredDocument, "licence" | "licenceOrigin"> {
  if (ofDocument !== undefined) return { licence: ofDocument, licenceOrigin: "its source's record of it" };
  const known = source.licences.of(path);
  if (known !== undefined) {
    const { expression, origin } = known;
    return { licence: expression === null ? UNRECOGNISED_LICENCE : formatLicence(expression), licenceOrigin: origin };
  }
  return { licence: source.licence, licenceOrigin: source.licence === null ? null : "declared for its source" };
}
