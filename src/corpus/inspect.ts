import { stat } from "node:fs/promises";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import type { CorpusFile, CorpusSource, DocumentClass } from "../experiment/corpus-file.ts";
import { StageError } from "../stage/runner.ts";
import type { DocumentProblem } from "../store/documents.ts";
import { DocumentRules, type Judgeable } from "./curate/verdict.ts";
import { sourceOfFile } from "./explain/corpus-of-file.ts";
import type { Explanation } from "./explain/explain-content.ts";
import { ExplainPool, type ExplainSurroundings } from "./explain/explain-pool.ts";
import { locateSpans } from "./explain/located-span.ts";
import type { Inspection } from "./inspection.ts";
import { formatLicence, UNRECOGNISED_LICENCE } from "./licence/expression.ts";
import { LicencesAbove } from "./licence/licences-above.ts";
import type { TextContent } from "./measure/analysis.ts";
import { orderedMap } from "./threads/ordered-map.ts";
import { walkedSourceFile } from "./sources/folder.ts";
import { type NotebookSetting, withNotebooks } from "./sources/notebooks.ts";
import type { SourceFile } from "./sources/source-file.ts";
import { walkFolder, type WalkedFile } from "./sources/walk-folder.ts";

export interface InspectSettings extends ExplainSurroundings {
  /** The corpus that the files would be part of: its rules, but for those that compare documents. */
  readonly corpus: CorpusFile;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** A content that is to be inspected, under the path that tells its language. */
export interface InspectedContent {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly class: DocumentClass | undefined;
  /** Left out: told by path and content. */
  readonly language?: string | undefined;
  /** Where it lies on disk, absolute; left out where it does not: then nothing but its header tells its licence. */
  readonly file?: string | undefined;
}

/** What a single content is judged with; kept from one to the next. */
export interface Judging {
  readonly pool: ExplainPool;
  readonly licences: LicencesAbove;
}

interface KnownOrigin {
  readonly licence: string | null;
  readonly licenceOrigin: string | null;
}

const FILES_AHEAD = 4;

/**
 * Inspects a file, or every file of a folder as curation would take it: one that a source of the corpus has is of the class and under the
 * path that it has there, any other of the class that its language suggests. Rejects with a `StageError` where there is neither.
 */
export async function* inspectPath(path: string, settings: InspectSettings): AsyncGenerator<Inspection> {
  const { threads } = settings;
  const pool = new ExplainPool(settings, threads);
  const judging = { pool, licences: new LicencesAbove(settings.grammarsFolder) };
  try {
    const files = filesAt(path, settings.signal);
    const window = { items: threads * FILES_AHEAD, bytes: Infinity, sizeOf: () => 0 };
    yield* orderedMap(files, window, (file) => inspectFile(file, settings, judging));
  } finally {
    await pool.close();
  }
}

/** Inspects one content, which need not be on disk, by itself. Rejects with the signal's reason when aborted. */
export async function inspectContent(
  content: InspectedContent,
  corpus: CorpusFile,
  { pool, licences }: Judging,
  signal: AbortSignal,
): Promise<Inspection> {
  const { path, bytes, class: documentClass, language, file } = content;
  const size = bytes.length;
  if (size > corpus.maxFileBytes) return tooLarge(path, size, corpus);
  const task = { bytes, path, class: documentClass, language, corpus };
  const explanation = await pool.explain(task, signal);
  const text = explanation.analysis.content;
  switch (text.kind) {
    case "binary":
      return unmeasured(path, size, "binary", `it is not text: ${text.reason}`);
    case "empty":
      return unmeasured(path, size, "empty", "it has nothing but white space");
    case "text": {
      const origin = await originOf(file, text.headerLicence, corpus, licences, signal);
      return inspectionOf(path, size, text, explanation, origin, rulesOfOne(corpus, file !== undefined));
    }
  }
}

/** A text that does not lie anywhere is not judged by what no licence file says of it. */
function rulesOfOne(corpus: CorpusFile, isOnDisk: boolean): DocumentRules {
  const { licences } = corpus;
  return new DocumentRules(isOnDisk ? corpus : { ...corpus, licences: licences && { ...licences, unknown: "keep" } });
}

/** A file's licence as its source would have it: its header, the nearest licence files, what is declared for the source. */
async function originOf(
  file: string | undefined,
  header: string | null,
  corpus: CorpusFile,
  licences: LicencesAbove,
  signal: AbortSignal,
): Promise<KnownOrigin> {
  if (header !== null) return { licence: header, licenceOrigin: "its header" };
  if (file === undefined) return { licence: null, licenceOrigin: null };
  const holding = sourceOfFile(file, corpus);
  const known = await licences.of(file, holding?.root, signal);
  if (known !== undefined) {
    const { expression, origin } = known;
    return { licence: expression === null ? UNRECOGNISED_LICENCE : formatLicence(expression), licenceOrigin: origin };
  }
  const licence = holding?.source.licence ?? null;
  return { licence, licenceOrigin: licence === null ? null : "declared for its source" };
}

async function inspectFile(
  walked: WalkedFile,
  { corpus, signal }: InspectSettings,
  judging: Judging,
): Promise<Inspection> {
  const { path } = walked;
  const file = resolve(walked.location.toString());
  const holding = sourceOfFile(file, corpus);
  const found = asItsSource(walked, holding?.source);
  if (found.size !== null && found.size > corpus.maxFileBytes) return tooLarge(path, found.size, corpus);
  let bytes: Uint8Array;
  try {
    bytes = await found.read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unmeasured(path, Number(walked.stats?.size ?? 0), "unreadable", `it cannot be read: ${reason}`);
  }
  // Known of a notebook when it has been read.
  const { language } = found;
  const content = { path: holding?.path ?? path, bytes, class: holding?.source.class, language, file };
  return { ...(await inspectContent(content, corpus, judging, signal)), path };
}

/** A file as the source that has it would give it: notebooks as documents or scripts. */
function asItsSource(walked: WalkedFile, source: CorpusSource | undefined): SourceFile {
  const setting: NotebookSetting = source !== undefined && "notebooks" in source ? source.notebooks : "structured";
  const found = walkedSourceFile(walked);
  // What a source leaves out is shown as if it were taken.
  return withNotebooks(found, setting === "skip" ? "structured" : setting) ?? found;
}

function inspectionOf(
  path: string,
  bytes: number,
  content: TextContent,
  { thresholds, ruleDocs, spans, moreSpans }: Explanation,
  licence: KnownOrigin,
  rules: DocumentRules,
): Inspection {
  const { class: documentClass, language, lines, quality, signals, contributions, text } = content;
  const judgeable: Judgeable = { ...content, problem: null, problemReason: null, ...licence };
  const drop = rules.drop(judgeable);
  const verdict = drop === undefined ? rules.kept(content) : { kept: false, ...drop };
  return {
    ...{ path, class: documentClass, language, bytes, lines, ...verdict, quality, ...licence },
    signals: present(signals),
    contributions: present(contributions),
    thresholds,
    ruleDocs,
    spans: [...locateSpans(text, spans)],
    moreSpans,
  };
}

function tooLarge(path: string, size: number, { maxFileBytes }: CorpusFile): Inspection {
  return unmeasured(path, size, "too-large", `${size} bytes are more than maxFileBytes, ${maxFileBytes}`);
}

function unmeasured(path: string, bytes: number, rule: DocumentProblem, reason: string): Inspection {
  const nothing = { class: null, language: null, lines: null, quality: null, signals: {}, contributions: {} };
  const unknown = { licence: null, licenceOrigin: null };
  return {
    path,
    bytes,
    ...nothing,
    ...unknown,
    kept: false,
    rule,
    reason,
    thresholds: {},
    ruleDocs: {},
    spans: [],
    moreSpans: 0,
  };
}

function present(numbers: Readonly<Partial<Record<string, number>>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function* filesAt(path: string, signal: AbortSignal): AsyncGenerator<WalkedFile> {
  const stats = await stat(path, { bigint: true }).catch(() => {
    throw new StageError(`There is no file or folder ${path}.`);
  });
  if (stats.isDirectory()) yield* walkFolder(path, signal);
  else if (stats.isFile()) yield { path: pathOfOne(path), location: Buffer.from(path), stats };
  else throw new StageError(`${path} is neither a file nor a folder.`);
}

/** A file beneath the working folder is judged as a source there would have it: its folders say whether it is vendored. */
function pathOfOne(path: string): string {
  const beneath = relative(".", path);
  const outside = beneath === ".." || beneath.startsWith(`..${sep}`) || isAbsolute(beneath);
  return outside ? basename(path) : beneath.split(sep).join("/");
}
