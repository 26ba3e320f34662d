import { type Analysis, analyseContent } from "./analysis.ts";
import type { AnalysisTask } from "./analysis-task.ts";
import { createSyntaxParser, type SyntaxParser } from "./syntax/syntax-parser.ts";

let parser: Promise<SyntaxParser> | undefined;

/** What each worker thread runs: analyses one file's content. Grammars stay loaded from task to task. */
export default async function analyse(task: AnalysisTask): Promise<Analysis> {
  parser ??= createSyntaxParser(task.grammarsFolder);
  const { knows, parse } = await parser;
  const { unparsed } = task;
  return analyseContent(task.bytes, task.path, task.class, {
    knows,
    parse: (text, language) => (unparsed === null ? parse(text, language) : Promise.resolve({ problem: unparsed })),
  });
}
