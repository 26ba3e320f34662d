import { decodeLeafSpans } from "../syntax/leaf-spans.ts";
import type { SyntaxParser } from "../syntax/syntax-parser.ts";
import type { BenchmarkIndex } from "./benchmark-index.ts";
import { codeTokens } from "./code-tokens.ts";
import type { ContaminationTask, FoundOverlap } from "./contamination-task.ts";
import { findOverlaps } from "./item-index.ts";
import { leavesOf } from "./program-leaves.ts";
import { wordsOf } from "./words.ts";

/** What a document has of the items of an index, by words in its order, then by syntax. `parser` is asked for where it is needed. */
export async function searchDocument(
  { text, class: documentClass, language, leaves }: ContaminationTask,
  index: BenchmarkIndex,
  parser: () => Promise<SyntaxParser>,
): Promise<FoundOverlap[]> {
  const isCode = documentClass === "code" || documentClass === "synthetic";
  const byWords = findOverlaps(isCode ? index.code : index.prose, wordsOf(text));
  const overlaps = byWords.map((overlap): FoundOverlap => ({ ...overlap, kind: "words" }));
  const programs = language === null ? undefined : index.syntax[language];
  if (leaves === null || language === null || programs === undefined) return overlaps;
  const tokens =
    leaves === "unknown" ? await leavesOf(text, language, await parser()) : codeTokens(text, decodeLeafSpans(leaves));
  if (tokens === undefined) return overlaps;
  for (const overlap of findOverlaps(programs, tokens)) overlaps.push({ ...overlap, kind: "syntax" });
  return overlaps;
}
