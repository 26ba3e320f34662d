import { type Language, Query } from "web-tree-sitter";
import { StageError } from "../../stage/runner.ts";
import { MATCH, type Rule } from "./rule.ts";

/** The query of a rule for its language. Throws a `StageError` with file, line and column of what is wrong with it. */
export function compileRule(language: Language, { query, queryFile }: Rule): Query {
  let compiled: Query;
  try {
    compiled = new Query(language, query);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const index = "index" in error && typeof error.index === "number" ? error.index : 0;
    throw new StageError(`${queryFile}:${place(query, index)}: ${error.message}.`);
  }
  if (compiled.captureNames.includes(MATCH)) return compiled;
  compiled.delete();
  throw new StageError(`${queryFile}:1:1: the query captures nothing as @${MATCH}, which is what a rule counts.`);
}

function place(text: string, index: number): string {
  const before = text.slice(0, index).split("\n");
  return `${String(before.length)}:${String((before.at(-1) ?? "").length + 1)}`;
}
