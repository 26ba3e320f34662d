import type { SyntaxParser } from "../syntax/syntax-parser.ts";
import type { BenchmarkIndex } from "./benchmark-index.ts";
import type { ContaminationTask, FoundOverlap } from "./contamination-task.ts";
import { findOverlaps } from "./item-index.ts";
import { leavesOf } from "./program-leaves.ts";
import { wordsOf } from "./words.ts";

/** What a document has of the items of an index, by words in its order, then by syntax. */
export async function searchDocument(
  { text, class: documentClass, language, parsed }: ContaminationTask,
  index: BenchmarkIndex,
  parser: SyntaxParser,
): Promise<FoundOverlap[]> {
  const isCode = documentClass === "code" || documentClass === "synthetic";
  const byWords = findOverlaps(isCode ? index.code : index.prose, wordsOf(text));
  const overlaps = byWords.map((overlap): FoundOverlap => ({ ...overlap, kind: "words" }));
  const programs = language === null ? undefined : index.syntax[language];
  if (!parsed || language === null || programs === undefined) return overlaps;
  const leaves = await leavesOf(text, language, parser);
  if (leaves === undefined) return overlaps;
  for (const overlap of findOverlaps(programs, leaves)) overlaps.push({ ...overlap, kind: "syntax" });
  return overlaps;
}
