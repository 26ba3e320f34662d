import { readFile, stat } from "node:fs/promises";
import { basename, isAbsolute, relative, sep } from "node:path";
import type { CorpusFile, DocumentClass } from "../experiment/corpus-file.ts";
import { StageError } from "../stage/runner.ts";
import type { DocumentProblem } from "../store/documents.ts";
import { DocumentRules, type Judgeable } from "./curate/verdict.ts";
import type { Explanation } from "./explain/explain-content.ts";
import { ExplainPool, type ExplainSurroundings } from "./explain/explain-pool.ts";
import { locateSpans } from "./explain/located-span.ts";
import type { Inspection } from "./inspection.ts";
import type { TextContent } from "./measure/analysis.ts";
import { orderedMap } from "./measure/ordered-map.ts";
import { walkFolder, type WalkedFile } from "./sources/walk-folder.ts";

export interface InspectSettings extends ExplainSurroundings {
  /** How the documents are judged; left out, each by the class that its language suggests. */
  readonly class?: DocumentClass;
  /** The corpus that the file would be part of: its rules, but for those that compare documents. */
  readonly corpus: CorpusFile;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** A content that is to be inspected, under the path that tells its language. */
export interface InspectedContent {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly class: DocumentClass | undefined;
}

const FILES_AHEAD = 4;

/** Inspects a file, or every file of a folder as curation would take it. Rejects with a `StageError` where there is neither. */
export async function* inspectPath(path: string, settings: InspectSettings): AsyncGenerator<Inspection> {
  const { corpus, threads } = settings;
  const rules = rulesOfOne(corpus);
  const pool = new ExplainPool(settings, threads);
  try {
    const files = filesAt(path, settings.signal);
    const window = { items: threads * FILES_AHEAD, bytes: Infinity, sizeOf: () => 0 };
    yield* orderedMap(files, window, (file) => inspectFile(file, settings, rules, pool));
  } finally {
    await pool.close();
  }
}

/** A file alone cannot tell what the licence files of its project say: only what it states itself counts. */
function rulesOfOne(corpus: CorpusFile): DocumentRules {
  const { licences } = corpus;
  return new DocumentRules({ ...corpus, licences: licences && { ...licences, unknown: "keep" } });
}

/** Inspects one content, which need not be on disk, by itself. Rejects with the signal's reason when aborted. */
export async function inspectContent(
  { path, bytes, class: documentClass }: InspectedContent,
  corpus: CorpusFile,
  pool: ExplainPool,
  signal: AbortSignal,
): Promise<Inspection> {
  return inspectBytes(path, bytes, documentClass, rulesOfOne(corpus), corpus, pool, signal);
}

async function inspectFile(
  { path, location, stats, problem }: WalkedFile,
  { class: documentClass, corpus, signal }: InspectSettings,
  rules: DocumentRules,
  pool: ExplainPool,
): Promise<Inspection> {
  const size = Number(stats?.size ?? 0);
  if (problem !== undefined) return unmeasured(path, size, "unreadable", `it cannot be read: ${problem}`);
  if (size > corpus.maxFileBytes) return tooLarge(path, size, corpus);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(location);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unmeasured(path, size, "unreadable", `it cannot be read: ${reason}`);
  }
  return inspectBytes(path, bytes, documentClass, rules, corpus, pool, signal);
}

async function inspectBytes(
  path: string,
  bytes: Uint8Array,
  documentClass: DocumentClass | undefined,
  rules: DocumentRules,
  corpus: CorpusFile,
  pool: ExplainPool,
  signal: AbortSignal,
): Promise<Inspection> {
  const size = bytes.length;
  if (size > corpus.maxFileBytes) return tooLarge(path, size, corpus);
  const task = { bytes, path, class: documentClass, language: undefined, corpus };
  const explanation = await pool.explain(task, signal);
  const { content } = explanation.analysis;
  switch (content.kind) {
    case "binary":
      return unmeasured(path, size, "binary", `it is not text: ${content.reason}`);
    case "empty":
      return unmeasured(path, size, "empty", "it has nothing but white space");
    case "text":
      return inspectionOf(path, size, content, explanation, rules);
  }
}

function inspectionOf(
  path: string,
  bytes: number,
  content: TextContent,
  { thresholds, ruleDocs, spans, moreSpans }: Explanation,
  rules: DocumentRules,
): Inspection {
  const { class: documentClass, language, lines, quality, signals, contributions, text } = content;
  const licence = {
    licence: content.headerLicence,
    licenceOrigin: content.headerLicence === null ? null : "its header",
  };
  const judgeable: Judgeable = { ...content, problem: null, problemReason: null, ...licence };
  const drop = rules.drop(judgeable);
  const verdict = drop === undefined ? rules.kept(content) : { kept: false, ...drop };
  return {
    ...{ path, class: documentClass, language, bytes, lines, ...verdict, quality },
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
  return { path, bytes, ...nothing, kept: false, rule, reason, thresholds: {}, ruleDocs: {}, spans: [], moreSpans: 0 };
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
