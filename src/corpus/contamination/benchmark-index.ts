import { z } from "zod";
import type { Decontamination } from "../../experiment/corpus/decontamination.ts";
import { StageError } from "../../stage/runner.ts";
import { createSyntaxParser, type SyntaxParser } from "../syntax/syntax-parser.ts";
import { codeTokens } from "./code-tokens.ts";
import { buildItemIndex, itemIndexSchema, type ItemText } from "./item-index.ts";
import type { ItemTexts } from "./item-texts.ts";
import { readBenchmark } from "./read-benchmark.ts";
import type { TokenSequence } from "./token-sequence.ts";
import { wordsOf } from "./words.ts";

/** What is looked for in documents, as threads share it. */
export const benchmarkIndexSchema = z.object({
  /** Words, in prose and in code. */
  prose: itemIndexSchema,
  code: itemIndexSchema,
  /** Leaves of the syntax, by language. */
  syntax: z.record(z.string(), itemIndexSchema),
});

export type BenchmarkIndex = z.infer<typeof benchmarkIndexSchema>;

/** Words of the shortest item that is looked for as a whole; GPT-3 (Brown et al. 2020, appendix C) has 8. */
const WORD_RULES = { shortest: 8, leastDifferent: 0.5 };
/** Leaves of syntax in a row; our own choice. Brackets, commas and identifiers, which are all alike, come again and again. */
const SYNTAX_RULES = { length: 50, shortest: 30, leastDifferent: 0.15 };

/** A token takes some 150 bytes while its tables are built. */
const MOST_TOKENS = 4_000_000;
/** The memory of the WebAssembly parser only grows: it is made anew after so many programs. */
const PROGRAMS_PER_PARSER = 2000;

/**
 * Reads benchmarks and prepares the search for their items, whose texts go to `texts`. The code of those whose language has no
 * grammar, or on which the parser fails, is compared by its words alone; `log` is told. Rejects with a `StageError` where a benchmark
 * cannot be read or memory would not hold all.
 */
export async function indexBenchmarks(
  { benchmarks, ngram, codeNgram, syntax }: Decontamination,
  grammarsFolder: string,
  texts: ItemTexts,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<BenchmarkIndex> {
  const words: ItemText[] = [];
  const programs = new Map<string, ItemText[]>();
  const leaves = new LeavesOfPrograms(grammarsFolder);
  let tokens = 0;
  let items = 0;
  const add = (list: ItemText[], text: ItemText, benchmark: string): void => {
    tokens += text.sequence.hashes.length;
    if (tokens > MOST_TOKENS)
      throw new StageError(
        `Benchmark "${benchmark}": with it, the benchmarks have more than ${String(MOST_TOKENS)} words; name fewer of them or fewer of their fields.`,
      );
    list.push(text);
  };
  for (const benchmark of benchmarks) {
    const { name } = benchmark;
    let count = 0;
    let unparsed = 0;
    for await (const { id, texts: found, code, language } of readBenchmark(benchmark, signal)) {
      signal.throwIfAborted();
      count += 1;
      items += 1;
      const item = { benchmark: name, item: id };
      for (const text of found) {
        add(words, { text: texts.add(item, text), item: items, sequence: wordsOf(text) }, name);
      }
      if (!syntax || code === null) continue;
      const sequence = await leaves.of(code, language);
      if (sequence === undefined) {
        unparsed += 1;
        continue;
      }
      const ofLanguage = programs.get(language) ?? [];
      programs.set(language, ofLanguage);
      add(ofLanguage, { text: texts.add(item, code), item: items, sequence }, name);
    }
    log(`${name}: ${String(count)} items`);
    if (unparsed > 0) log(`warning: ${name}: the code of ${String(unparsed)} items is compared by its words alone`);
  }
  return {
    prose: buildItemIndex(words, { ...WORD_RULES, length: ngram }),
    code: buildItemIndex(words, { ...WORD_RULES, length: codeNgram }),
    syntax: Object.fromEntries(
      Array.from(programs, ([language, found]) => [language, buildItemIndex(found, SYNTAX_RULES)]),
    ),
  };
}

/** Parses the programs of items, which are few, in this thread. */
class LeavesOfPrograms {
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
