import { judgeOf } from "../learned/classifier-file.ts";
import { ParserOfRules } from "../rules/parser-of-rules.ts";
import type { SyntaxParser } from "../syntax/syntax-parser.ts";
import { explainContent, type Explanation } from "./explain-content.ts";
import type { ExplainTask } from "./explain-task.ts";

const parsers = new ParserOfRules();

/** What each thread runs: explains one file's content. Grammars stay loaded from task to task. */
export default async function explain(task: ExplainTask): Promise<Explanation> {
  const syntax = await parsers.get(task.grammarsFolder, task.corpus.rules ?? null);
  const { classifier } = task.corpus;
  const judge = classifier === undefined ? undefined : judgeOf(classifier);
  return explainContent(task, task.unparsed === null ? syntax : refusing(syntax, task.unparsed), judge);
}

function refusing(syntax: SyntaxParser, problem: string): SyntaxParser {
  return { ...syntax, parse: () => Promise.resolve({ problem }) };
}
