import { StageError } from "../../stage/runner.ts";
import { createSyntaxParser, type SyntaxParser } from "../syntax/syntax-parser.ts";
import { codeTokens } from "./code-tokens.ts";
import type { TokenSequence } from "./token-sequence.ts";

/** The memory of the WebAssembly parser only grows: it is made anew after so many programs. */
const PROGRAMS_PER_PARSER = 2000;

/** Parses the programs of items, which are few, in this thread. */
export class LeavesOfPrograms {
  private readonly grammarsFolder: string;
  private parser: SyntaxParser | undefined;
  private parsed = 0;

  constructor(grammarsFolder: string) {
    this.grammarsFolder = grammarsFolder;
  }

  async of(code: string, language: string): Promise<TokenSequence | undefined> {
    if (this.parsed === PROGRAMS_PER_PARSER) this.parser = undefined;
    if (this.parser === undefined) this.parsed = 0;
    this.parser ??= await createSyntaxParser(this.grammarsFolder);
    this.parsed += 1;
    try {
      return await leavesOf(code, language, this.parser);
    } catch (error) {
      if (error instanceof StageError) throw error;
      // After WebAssembly has failed once, its memory is not to be trusted.
      this.parser = undefined;
      return undefined;
    }
  }
}

/** The leaves of a program's syntax; undefined where there is no grammar, or no tree. */
export async function leavesOf(
  text: string,
  language: string,
  parser: SyntaxParser,
): Promise<TokenSequence | undefined> {
  if (!parser.knows(language)) return undefined;
  const { captures } = await parser.parse(text, language);
  return captures === undefined ? undefined : codeTokens(text, captures);
}
