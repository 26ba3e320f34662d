import { createSyntaxParser } from "../syntax/syntax-parser.ts";
import { readRules } from "./read-rules.ts";

/** Reads and compiles every rule of a folder. Rejects with a `StageError` that says in which file and line one is wrong. */
export async function checkRules(folder: string, grammarsFolder: string): Promise<void> {
  const rules = await readRules(folder);
  const parser = await createSyntaxParser(grammarsFolder, rules);
  // A query is compiled when its language is loaded.
  for (const grammar of new Set(rules.map((rule) => rule.grammar))) await parser.parseAs("", grammar);
}
