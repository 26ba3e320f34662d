import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { type RunContext, StageError } from "../../stage/runner.ts";
import type { Column } from "../../store/parquet-writer.ts";
import { indexBenchmarks } from "../contamination/benchmark-index.ts";
import type { ContaminationAnswer, ContaminationTask, FoundOverlap } from "../contamination/contamination-task.ts";
import { ItemTexts } from "../contamination/item-texts.ts";
import { benchmarkDigest } from "../contamination/read-benchmark.ts";
import { haveSameWords } from "../contamination/words.ts";
import { orderedMap } from "../threads/ordered-map.ts";
import { FailsafePool } from "../threads/failsafe-pool.ts";
import type { PlacedDocument } from "./working-set.ts";

/** An item of a benchmark that a document has parts of: one row of `contamination.parquet`. */
export interface Contamination extends Pick<PlacedDocument, "place" | "id" | "source" | "path"> {
  readonly benchmark: string;
  readonly item: string;
  readonly kind: FoundOverlap["kind"];
  /** Words, or leaves of the syntax tree, in common. */
  readonly length: number;
  /** Spans of the document and of the item's text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly itemStart: number;
  readonly itemEnd: number;
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

export interface ContaminationSurroundings {
  /** Code is compared with benchmarks by its syntax. */
  readonly grammarsFolder: string;
  /** `contamination-worker.ts`, or what the build made of it. */
  readonly workerFile: URL;
}

/** What a document has of the benchmarks. */
export interface SearchedDocument {
  readonly place: number;
  readonly hits: readonly Contamination[];
  /** Why nothing is known of it: a sentence. */
  readonly problem?: string;
}

/** Documents that wait for their turn, or for those before them, hold so much at most. */
const DOCUMENTS_AHEAD = 256;
const BYTES_AHEAD = 32_000_000;

/**
 * What documents have of the benchmarks that the corpus is to be free of, in the order of the documents, whatever the number of
 * threads. `digests` are those of the benchmarks' files that the stage's key was made with; `scratch` is a folder that is made and
 * removed. Rejects with a `StageError` where a benchmark cannot be read or has changed.
 */
export async function* searchContamination(
  documents: AsyncIterable<PlacedDocument>,
  decontaminate: NonNullable<CorpusFile["decontaminate"]>,
  digests: Readonly<Partial<Record<string, string>>>,
  { grammarsFolder, workerFile }: ContaminationSurroundings,
  scratch: string,
  context: Pick<RunContext, "signal" | "threads" | "log">,
): AsyncGenerator<SearchedDocument> {
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
  let pool: FailsafePool<ContaminationTask, ContaminationAnswer> | undefined;
  try {
    const index = await indexBenchmarks(decontaminate, grammarsFolder, texts, signal, log);
    const threadPool = new FailsafePool<ContaminationTask, ContaminationAnswer>({
      ...{ workerFile, threads, signal },
      workerData: { grammarsFolder, index },
    });
    pool = threadPool;
    const sizeOf = ({ bytes }: PlacedDocument): number => bytes;
    yield* orderedMap(documents, { items: DOCUMENTS_AHEAD, bytes: BYTES_AHEAD, sizeOf }, (document) =>
      searchOne(document, threadPool, texts, log),
    );
  } finally {
    await pool?.close();
    texts.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function searchOne(
  document: PlacedDocument,
  pool: FailsafePool<ContaminationTask, ContaminationAnswer>,
  texts: ItemTexts,
  log: (line: string) => void,
): Promise<SearchedDocument> {
  const { place, source, path, text, class: documentClass, language, syntaxProblem } = document;
  if (text === null) return { place, hits: [] };
  // What could not be parsed when it was measured is not tried again.
  const task = { text, class: documentClass, language, parsed: syntaxProblem === null };
  const answer = await pool.run(task, { ...task, parsed: false });
  if (answer === undefined) {
    const problem = "it cannot be searched for items of benchmarks: the thread that searched it failed or hung";
    log(`warning: ${source}:${path} is dropped: ${problem}`);
    return { place, hits: [], problem };
  }
  return { place, hits: answer.overlaps.flatMap((overlap) => hitOf(overlap, text, document, texts)) };
}

/** Hashes have said that both are alike; of words, the texts decide. */
function hitOf(
  overlap: FoundOverlap,
  text: string,
  { place, id, source, path }: PlacedDocument,
  texts: ItemTexts,
): Contamination[] {
  const { text: number, ...where } = overlap;
  const excerpt = text.slice(where.start, where.end);
  const itemExcerpt = texts.slice(number, where.itemStart, where.itemEnd);
  if (where.kind === "words" && !haveSameWords(excerpt, itemExcerpt)) return [];
  const named = { ...texts.nameOf(number), ...where };
  return [{ place, id, source, path, ...named, excerpt, itemExcerpt, reason: reasonOf(named) }];
}

function reasonOf({
  benchmark,
  item,
  kind,
  length,
}: Pick<Contamination, "benchmark" | "item" | "kind" | "length">): string {
  return kind === "words"
    ? `it has ${String(length)} words in a row of item ${item} of ${benchmark}`
    : `it has ${String(length)} tokens of code in a row of item ${item} of ${benchmark}, but for the names of identifiers`;
}
