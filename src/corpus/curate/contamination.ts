import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import type { Column } from "../../store/parquet-writer.ts";
import { ContaminationDetector, type Hit } from "../contamination/detector.ts";
import { benchmarkDigest, type BenchmarkItem, readBenchmark } from "../contamination/read-benchmark.ts";
import { createSyntaxParser } from "../syntax/syntax-parser.ts";
import type { PlacedDocument } from "./working-set.ts";

/** An item of a benchmark that a document has parts of: one row of `contamination.parquet`. */
export interface Contamination extends Pick<PlacedDocument, "place" | "id" | "source" | "path">, Omit<Hit, "itemText"> {
  /** What both have, as it stands in the document and in the item. */
  readonly excerpt: string;
  readonly itemExcerpt: string;
  /** A sentence: what it has of which item. */
  readonly reason: string;
}

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

/** Every so many documents the parser is made anew: the memory of WebAssembly only grows. */
const DOCUMENTS_PER_PARSER = 5000;

/**
 * What documents have of the benchmarks that the corpus is to be free of, in the order of the documents. `digests` are those of
 * the benchmarks' files that the stage's key was made with. Rejects with a `StageError` where a benchmark cannot be read or has
 * changed.
 */
export async function* findContamination(
  documents: AsyncIterable<PlacedDocument>,
  { decontaminate }: Pick<CorpusFile, "decontaminate">,
  digests: Readonly<Partial<Record<string, string>>>,
  grammarsFolder: string,
): AsyncGenerator<Contamination> {
  if (decontaminate === undefined) return;
  const items: BenchmarkItem[] = [];
  for (const benchmark of decontaminate.benchmarks) {
    if ((await benchmarkDigest(benchmark)) !== digests[benchmark.name])
      throw new StageError(
        `Benchmark "${benchmark.name}" (${benchmark.path}) has changed; run the same command again.`,
      );
    for (const item of await readBenchmark(benchmark)) items.push(item);
  }
  const newDetector = async (): Promise<ContaminationDetector> =>
    ContaminationDetector.create(items, decontaminate, await createSyntaxParser(grammarsFolder));
  let detector = await newDetector();
  let searched = 0;
  for await (const { place, id, source, path, text, class: documentClass, language } of documents) {
    if (text === null) continue;
    searched += 1;
    if (searched % DOCUMENTS_PER_PARSER === 0) detector = await newDetector();
    for (const hit of await detector.find(text, documentClass, language)) {
      const { itemText, ...where } = hit;
      const itemExcerpt = itemText.slice(hit.itemStart, hit.itemEnd);
      yield {
        place,
        id,
        source,
        path,
        ...where,
        excerpt: text.slice(hit.start, hit.end),
        itemExcerpt,
        reason: reasonOf(hit),
      };
    }
  }
}

function reasonOf({ benchmark, item, kind, length }: Hit): string {
  return kind === "words"
    ? `it has ${String(length)} words in a row of item ${item} of ${benchmark}`
    : `it has ${String(length)} tokens of code in a row of item ${item} of ${benchmark}, but for the names of identifiers`;
}
