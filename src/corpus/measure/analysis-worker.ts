import { type Analysis, analyseContent } from "./analysis.ts";
import type { AnalysisTask } from "./analysis-task.ts";
import { createSyntaxParser, type SyntaxParser } from "../syntax/syntax-parser.ts";

let parser: Promise<SyntaxParser> | undefined;

/** What each worker thread runs: analyses one file's content. Grammars stay loaded from task to task. */
export default async function analyse(task: AnalysisTask): Promise<Analysis> {
  parser ??= createSyntaxParser(task.grammarsFolder);
  const syntax = await parser;
  return analyseContent(
    task.bytes,
    task.path,
    task.class,
    task.language,
    task.unparsed === null ? syntax : refusing(syntax, task.unparsed),
  );
}

function refusing(syntax: SyntaxParser, problem: string): SyntaxParser {
  return { knows: (language) => syntax.knows(language), parse: () => Promise.resolve({ problem }) };
}
