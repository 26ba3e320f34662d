import { readFileSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { analyseContent } from "./analysis.ts";
import type { AnalysisAnswer, AnalysisTask, FileOnDisk, NoAnalysis } from "./analysis-task.ts";
import { ParserOfRules } from "../rules/parser-of-rules.ts";
import type { SyntaxParser } from "../syntax/syntax-parser.ts";

const parsers = new ParserOfRules();

/** What each worker thread runs: analyses one file's content. Grammars stay loaded from task to task. */
export default async function analyse(task: AnalysisTask): Promise<AnalysisAnswer> {
  const syntax = await parsers.get(task.grammarsFolder, task.rulesFolder);
  const read = task.content instanceof Uint8Array ? task.content : readContent(task.content);
  const externalBytes = (): number => getHeapStatistics().external_memory;
  if (!(read instanceof Uint8Array)) return { ...read, externalBytes: externalBytes() };
  const analysis = await analyseContent(
    read,
    task.path,
    task.class,
    task.language,
    task.unparsed === null ? syntax : refusing(syntax, task.unparsed),
  );
  return { analysis, bytes: read.length, externalBytes: externalBytes() };
}

function readContent({ location, mostBytes }: FileOnDisk): Uint8Array | { analysis: NoAnalysis; bytes: number } {
  try {
    const bytes = readFileSync(Buffer.from(location));
    if (bytes.length <= mostBytes) return bytes;
    return { analysis: { id: null, content: { kind: "too-large" } }, bytes: bytes.length };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { analysis: { id: null, content: { kind: "unreadable", reason } }, bytes: 0 };
  }
}

function refusing(syntax: SyntaxParser, problem: string): SyntaxParser {
  return { ...syntax, parse: () => Promise.resolve({ problem }) };
}
