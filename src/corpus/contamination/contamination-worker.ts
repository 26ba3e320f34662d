import { getHeapStatistics } from "node:v8";
import { workerData } from "piscina";
import { createSyntaxParser, type SyntaxParser } from "../syntax/syntax-parser.ts";
import { contaminationDataSchema, type ContaminationAnswer, type ContaminationTask } from "./contamination-task.ts";
import { searchDocument } from "./search-document.ts";

const { grammarsFolder, index } = contaminationDataSchema.parse(workerData);
/** The index is shared, and there before the parser. */
const sharedBytes = getHeapStatistics().external_memory;
let parser: Promise<SyntaxParser> | undefined;

/** What each worker thread runs: searches one document for items of benchmarks. Grammars stay loaded from task to task. */
export default async function search(task: ContaminationTask): Promise<ContaminationAnswer> {
  const overlaps = await searchDocument(task, index, () => (parser ??= createSyntaxParser(grammarsFolder)));
  return { overlaps, externalBytes: getHeapStatistics().external_memory - sharedBytes };
}
