import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { DocumentProblem, MeasuredDocument } from "../../store/documents.ts";
import { formatLicence, UNRECOGNISED_LICENCE } from "../licence/expression.ts";
import type { FolderLicences } from "../licence/licence-of-path.ts";
import { RefusedDocument, type SourceFile } from "../sources/source-file.ts";
import type { AnalysisPool } from "./analysis-pool.ts";
import type { FileOnDisk } from "./analysis-task.ts";
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
  const { path } = file;
  const content = await contentOf(file, source);
  if ("problem" in content) return content;
  const answer = await pool.analyse({ content, path, class: file.class ?? source.class, language: file.language });
  if (answer === undefined) {
    const failure = "the thread that measured it failed or hung";
    log(`warning: ${source.name}:${path} cannot be measured: ${failure}`);
    const size = content instanceof Uint8Array ? content.length : (file.size ?? 0);
    return noDocument(file, source, null, size, "unreadable", `it cannot be measured: ${failure}`);
  }
  const { analysis, bytes } = answer;
  const { id, content: found } = analysis;
  switch (found.kind) {
    case "unreadable":
      return unreadable(file, source, found.reason);
    case "too-large":
      return tooLarge(file, source, bytes);
    case "binary":
      return noDocument(file, source, id, bytes, "binary", `it is not text: ${found.reason}`);
    case "empty":
      return noDocument(file, source, id, bytes, "empty", "it has nothing but white space");
    case "text": {
      const { kind: _kind, headerLicence, findings, ...measured } = found;
      const nothing = { problem: null, problemReason: null };
      const licence = headerLicence === null ? {} : { licence: headerLicence, licenceOrigin: "its header" };
      const told = { ...licence, findings: JSON.stringify(findings) };
      return { ...origin(file, source, bytes), id, ...nothing, ...measured, ...told };
    }
  }
}

/** What a thread is given, or the document where there is nothing to give. */
async function contentOf(file: SourceFile, source: SourceFacts): Promise<Uint8Array | FileOnDisk | MeasuredDocument> {
  const { size, location, read } = file;
  const { maxFileBytes } = source;
  if (size !== null && size > maxFileBytes) return tooLarge(file, source, size);
  if (location !== undefined) return { location, mostBytes: maxFileBytes };
  try {
    const bytes = await read();
    return bytes.length > maxFileBytes ? tooLarge(file, source, bytes.length) : bytes;
  } catch (error) {
    if (error instanceof RefusedDocument) return noDocument(file, source, null, size ?? 0, error.rule, error.message);
    return unreadable(file, source, error instanceof Error ? error.message : String(error));
  }
}

function tooLarge(file: SourceFile, source: SourceFacts, size: number): MeasuredDocument {
  const reason = `${size} bytes are more than maxFileBytes, ${source.maxFileBytes}`;
  return noDocument(file, source, null, size, "too-large", reason);
}

function unreadable(file: SourceFile, source: SourceFacts, reason: string): MeasuredDocument {
  return noDocument(file, source, null, file.size ?? 0, "unreadable", `it cannot be read: ${reason}`);
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
