import type { CorpusFile, DocumentClass } from "../experiment/corpus-file.ts";
import type { DocumentRow } from "../store/documents.ts";
import type { TextContent } from "./analysis.ts";
import type { AnalysisPool } from "./analysis-pool.ts";
import { orderedMap } from "./ordered-map.ts";
import type { SourceFile } from "./sources/source-file.ts";
import { dropped, Judge, type Verdict } from "./verdict.ts";

/** A file and what its source says about it. */
export interface DeclaredFile {
  readonly file: SourceFile;
  readonly source: string;
  /** Left out: told by the file's language. */
  readonly class: DocumentClass | undefined;
  readonly licence: string | null;
}

/** What curation makes of a file. `digest` is equal for exact duplicates; null where the content was not looked at. */
export interface CuratedFile {
  readonly row: DocumentRow;
  readonly digest: string | null;
}

type Rules = Pick<CorpusFile, "filters" | "dedup" | "maxFileBytes">;

/** Before the judge: a text, or a verdict that needs no judge. */
interface Examined {
  readonly id: string | null;
  readonly content: TextContent | Verdict;
}

/** Files that are read or analysed at the same time, for each thread: enough that no thread waits for the disk. */
const FILES_AHEAD = 4;

/** Analyses files in the pool and judges them, in their order. Threads are how many the pool has. */
export async function* curateFiles(
  files: Iterable<DeclaredFile>,
  rules: Rules,
  pool: AnalysisPool,
  threads: number,
): AsyncGenerator<CuratedFile> {
  const judge = new Judge(rules);
  const examined = orderedMap(files, threads * FILES_AHEAD, async (declared) => ({
    declared,
    examined: await examine(declared, rules.maxFileBytes, pool),
  }));
  for await (const { declared, examined: result } of examined) yield curatedFile(declared, result, judge);
}

async function examine(
  { file, class: documentClass }: DeclaredFile,
  maxFileBytes: number,
  pool: AnalysisPool,
): Promise<Examined> {
  if (file.size !== null && file.size > maxFileBytes)
    return { id: null, content: dropped.tooLarge(file.size, maxFileBytes) };
  let bytes: Uint8Array;
  try {
    bytes = await file.read();
  } catch (error) {
    return { id: null, content: dropped.unreadable(error instanceof Error ? error.message : String(error)) };
  }
  if (bytes.length > maxFileBytes) return { id: null, content: dropped.tooLarge(bytes.length, maxFileBytes) };
  const { id, content } = await pool.analyse(bytes, file.path, documentClass);
  switch (content.kind) {
    case "binary":
      return { id, content: dropped.binary(content.reason) };
    case "empty":
      return { id, content: dropped.empty() };
    case "text":
      return { id, content };
  }
}

function curatedFile(
  { file, source, licence, ...declared }: DeclaredFile,
  examined: Examined,
  judge: Judge,
): CuratedFile {
  const { id, content } = examined;
  const from = { id, source, licence, path: file.path, revision: file.revision, bytes: file.size ?? 0 };
  if (!("text" in content)) {
    const nothing = { language: null, lines: null, quality: null, signals: {}, contributions: {}, text: null };
    return { row: { ...from, ...nothing, class: declared.class ?? "text", ...content }, digest: null };
  }
  const { class: documentClass, language, lines, quality, signals, contributions, text, digest } = content;
  const verdict = judge.judge(content, `${source}:${file.path}`);
  return {
    row: { ...from, class: documentClass, language, lines, quality, signals, contributions, text, ...verdict },
    digest,
  };
}
