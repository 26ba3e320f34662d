import { getHeapStatistics } from "node:v8";
import { analyseContent } from "./analysis.ts";
import type { AnalysisAnswer, AnalysisTask } from "./analysis-task.ts";
import { ParserOfRules } from "../rules/parser-of-rules.ts";
import type { SyntaxParser } from "../syntax/syntax-parser.ts";

const parsers = new ParserOfRules();

/** What each worker thread runs: analyses one file's content. Grammars stay loaded from task to task. */
export default async function analyse(task: AnalysisTask): Promise<AnalysisAnswer> {
  const syntax = await parsers.get(task.grammarsFolder, task.rulesFolder);
  const analysis = await analyseContent(
    task.bytes,
    task.path,
    task.class,
    task.language,
    task.unparsed === null ? syntax : refusing(syntax, task.unparsed),
  );
  return { analysis, externalBytes: getHeapStatistics().external_memory };
}

function refusing(syntax: SyntaxParser, problem: string): SyntaxParser {
  return { ...syntax, parse: () => Promise.resolve({ problem }) };
}
