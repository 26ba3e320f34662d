import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { type RunContext, StageError } from "../../stage/runner.ts";
import type { Column } from "../../store/parquet-writer.ts";
import { indexBenchmarks } from "../contamination/benchmark-index.ts";
import { ItemTexts } from "../contamination/item-texts.ts";
import { benchmarkDigest } from "../contamination/read-benchmark.ts";
import { type ContaminationSurroundings, searchDocuments } from "../contamination/search-documents.ts";
import type { PlacedDocument } from "./corpus-documents.ts";

/** An item of a benchmark that a document has parts of: one row of `contamination.parquet`. */
export const contaminationSchema = z.object({
  place: z.int(),
  id: z.string().nullable(),
  source: z.string(),
  path: z.string(),
  benchmark: z.string(),
  item: z.string(),
  kind: z.enum(["words", "syntax"]),
  length: z.int(),
  start: z.int(),
  end: z.int(),
  itemStart: z.int(),
  itemEnd: z.int(),
  excerpt: z.string(),
  itemExcerpt: z.string(),
  reason: z.string(),
});

export type Contamination = z.infer<typeof contaminationSchema>;

export const contaminationColumns: readonly Column<Contamination>[] = [
  { name: "id", type: "VARCHAR", of: ({ id }) => id },
  { name: "source", type: "VARCHAR", of: ({ source }) => source },
  { name: "path", type: "VARCHAR", of: ({ path }) => path },
  { name: "benchmark", type: "VARCHAR", of: ({ benchmark }) => benchmark },
  { name: "item", type: "VARCHAR", of: ({ item }) => item },
  { name: "kind", type: "VARCHAR", of: ({ kind }) => kind },
  { name: "length", type: "BIGINT", of: ({ length }) => length },
  { name: "start", type: "BIGINT", of: ({ start }) => start },
  { name: "end", type: "BIGINT", of: ({ end }) => end },
  { name: "item_start", type: "BIGINT", of: ({ itemStart }) => itemStart },
  { name: "item_end", type: "BIGINT", of: ({ itemEnd }) => itemEnd },
  { name: "excerpt", type: "VARCHAR", of: ({ excerpt }) => excerpt },
  { name: "item_excerpt", type: "VARCHAR", of: ({ itemExcerpt }) => itemExcerpt },
  { name: "reason", type: "VARCHAR", of: ({ reason }) => reason },
];

/** What a document has of the benchmarks. */
export interface SearchedDocument<Document> {
  readonly document: Document;
  readonly hits: readonly Contamination[];
  /** Why nothing is known of it: a sentence. */
  readonly problem?: string;
}

/**
 * What documents have of the benchmarks that the corpus is to be free of, in the order of the documents, whatever the number of
 * threads. `digests` are those of the benchmarks' files that the stage's key was made with; `scratch` is a folder that is made and
 * removed. Rejects with a `StageError` where a benchmark cannot be read or has changed.
 */
export async function* searchContamination<Document extends PlacedDocument>(
  documents: AsyncIterable<Document>,
  decontaminate: NonNullable<CorpusFile["decontaminate"]>,
  digests: Readonly<Partial<Record<string, string>>>,
  { grammarsFolder, workerFile }: ContaminationSurroundings,
  scratch: string,
  context: Pick<RunContext, "signal" | "threads" | "log">,
): AsyncGenerator<SearchedDocument<Document>> {
  const { signal, threads } = context;
  for (const benchmark of decontaminate.benchmarks) {
    if ((await benchmarkDigest(benchmark)) !== digests[benchmark.name])
      throw new StageError(
        `Benchmark "${benchmark.name}" (${benchmark.path}) has changed; run the same command again.`,
      );
  }
  const log = (line: string): void => {
    context.log(line);
  };
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const texts = new ItemTexts(join(scratch, "items"));
  try {
    const index = await indexBenchmarks(decontaminate, grammarsFolder, texts, signal, log);
    const searched = searchDocuments(documents, index, texts, { grammarsFolder, workerFile }, { signal, threads });
    for await (const { document, hits, problem } of searched) {
      const { place, id, source, path } = document;
      if (problem !== undefined) log(`warning: ${source}:${path} is dropped: ${problem}`);
      const found = hits.map(({ text: _text, ...hit }) => ({ ...hit, place, id, source, path }));
      yield { document, hits: found, ...(problem === undefined ? {} : { problem }) };
    }
  } finally {
    texts.close();
    await rm(scratch, { recursive: true, force: true });
  }
}
