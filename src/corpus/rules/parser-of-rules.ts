import { createSyntaxParser, type SyntaxParser } from "../syntax/syntax-parser.ts";
import { readRules } from "./read-rules.ts";

/** Keeps the parser of the rules that were asked for last: a thread rarely changes from one folder of rules to another. */
export class ParserOfRules {
  private last: { readonly folder: string | null; readonly parser: Promise<SyntaxParser> } | undefined;

  /** The parser over the languages of a grammars folder with the rules of a folder, or without any where it is null. */
  get(grammarsFolder: string, folder: string | null): Promise<SyntaxParser> {
    if (this.last?.folder !== folder) this.last = { folder, parser: create(grammarsFolder, folder) };
    return this.last.parser;
  }
}

async function create(grammarsFolder: string, folder: string | null): Promise<SyntaxParser> {
  return createSyntaxParser(grammarsFolder, folder === null ? [] : await readRules(folder));
}
