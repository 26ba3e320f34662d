import { z } from "zod";
import type { Decontamination } from "../../experiment/corpus/decontamination.ts";
import { StageError } from "../../stage/runner.ts";
import { IndexBuilder } from "./index-builder.ts";
import { itemIndexSchema } from "./item-index.ts";
import type { ItemTexts } from "./item-texts.ts";
import { readBenchmark } from "./read-benchmark.ts";

/** What is looked for in documents, as threads share it. */
export const benchmarkIndexSchema = z.object({
  /** Words, in prose and in code. */
  prose: itemIndexSchema,
  code: itemIndexSchema,
  /** Leaves of the syntax, by language. */
  syntax: z.record(z.string(), itemIndexSchema),
});

export type BenchmarkIndex = z.infer<typeof benchmarkIndexSchema>;

/** A run in more items of a benchmark than that is how the benchmark asks, not what it asks. */
const MOST_ITEMS = 10;

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
  const builder = new IndexBuilder({ ngram, codeNgram, mostItems: MOST_ITEMS }, grammarsFolder, texts);
  for (const benchmark of benchmarks) {
    const { name } = benchmark;
    let count = 0;
    let unparsed = 0;
    for await (const { id, texts: found, code, language } of readBenchmark(benchmark, signal)) {
      signal.throwIfAborted();
      count += 1;
      const program = syntax && code !== null ? { code, language } : undefined;
      const added = await builder.add({ benchmark: name, item: id }, found, program);
      if (added === undefined)
        throw new StageError(
          `Benchmark "${name}": with it, the benchmarks have more than ${String(IndexBuilder.mostTokens)} words; name fewer of them or fewer of their fields.`,
        );
      if (program !== undefined && added.program === undefined) unparsed += 1;
    }
    log(`${name}: ${String(count)} items`);
    if (unparsed > 0) log(`warning: ${name}: the code of ${String(unparsed)} items is compared by its words alone`);
  }
  return builder.build();
}
