import { createSyntaxParser, type SyntaxParser } from "../syntax/syntax-parser.ts";
import { explainContent, type Explanation } from "./explain-content.ts";
import type { ExplainTask } from "./explain-task.ts";

let parser: Promise<SyntaxParser> | undefined;

/** What each thread runs: explains one file's content. Grammars stay loaded from task to task. */
export default async function explain(task: ExplainTask): Promise<Explanation> {
  parser ??= createSyntaxParser(task.grammarsFolder);
  const syntax = await parser;
  return explainContent(task, task.unparsed === null ? syntax : refusing(syntax, task.unparsed));
}

function refusing(syntax: SyntaxParser, problem: string): SyntaxParser {
  return { knows: (language) => syntax.knows(language), parse: () => Promise.resolve({ problem }) };
}
