import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { RunContext } from "../../stage/runner.ts";
import { FailsafePool } from "../threads/failsafe-pool.ts";
import { orderedMap } from "../threads/ordered-map.ts";
import type { BenchmarkIndex } from "./benchmark-index.ts";
import type { ContaminationAnswer, ContaminationTask, FoundOverlap } from "./contamination-task.ts";
import type { ItemName, ItemTexts } from "./item-texts.ts";
import { haveSameWords } from "./words.ts";

export interface ContaminationSurroundings {
  /** Code is compared with items by its syntax. */
  readonly grammarsFolder: string;
  /** `contamination-worker.ts`, or what the build made of it. */
  readonly workerFile: URL;
}

/** A document that can be searched for items. */
export interface SearchableDocument {
  readonly source: string;
  readonly path: string;
  readonly class: DocumentClass;
  readonly language: string | null;
  readonly bytes: number;
  /** Null where there is none. */
  readonly text: string | null;
  /** What measuring it has kept of its syntax: null where it could not be parsed. Left out: it is parsed. */
  readonly leaves?: Uint8Array | null;
}

/** What a document has of an item, which is named. Spans are in UTF-16 units. */
export interface ItemHit extends FoundOverlap, ItemName {
  /** What both have, as it stands in the document and in the item. */
  readonly excerpt: string;
  readonly itemExcerpt: string;
  /** A sentence: what it has of which item. */
  readonly reason: string;
}

/** What a document has of the items. */
export interface SearchedDocument<Document> {
  readonly document: Document;
  readonly hits: readonly ItemHit[];
  /** Why nothing is known of it: a sentence. */
  readonly problem?: string;
}

/** Documents that wait for their turn, or for those before them, hold so much at most. */
const DOCUMENTS_AHEAD = 256;
const BYTES_AHEAD = 32_000_000;

/** What documents have of the items of an index, in the order of the documents, whatever the number of threads. */
export async function* searchDocuments<Document extends SearchableDocument>(
  documents: AsyncIterable<Document>,
  index: BenchmarkIndex,
  texts: ItemTexts,
  { grammarsFolder, workerFile }: ContaminationSurroundings,
  { signal, threads }: Pick<RunContext, "signal" | "threads">,
): AsyncGenerator<SearchedDocument<Document>> {
  const pool = new FailsafePool<ContaminationTask, ContaminationAnswer>({
    ...{ workerFile, threads, signal },
    workerData: { grammarsFolder, index },
  });
  const sizeOf = ({ bytes }: Document): number => bytes;
  try {
    yield* orderedMap(documents, { items: DOCUMENTS_AHEAD, bytes: BYTES_AHEAD, sizeOf }, (document) =>
      searchOne(document, pool, texts),
    );
  } finally {
    await pool.close();
  }
}

async function searchOne<Document extends SearchableDocument>(
  document: Document,
  pool: FailsafePool<ContaminationTask, ContaminationAnswer>,
  texts: ItemTexts,
): Promise<SearchedDocument<Document>> {
  const { text, class: documentClass, language, leaves = "unknown" } = document;
  if (text === null) return { document, hits: [] };
  const task: ContaminationTask = { text, class: documentClass, language, leaves };
  const answer = await pool.run(task, { ...task, leaves: null });
  if (answer === undefined) {
    const problem = "it cannot be searched for items of benchmarks: the thread that searched it failed or hung";
    return { document, hits: [], problem };
  }
  return { document, hits: answer.overlaps.flatMap((overlap) => hitOf(overlap, text, texts)) };
}

/** Hashes have said that both are alike; of words, the texts decide. */
function hitOf(overlap: FoundOverlap, text: string, texts: ItemTexts): ItemHit[] {
  const excerpt = text.slice(overlap.start, overlap.end);
  const itemExcerpt = texts.slice(overlap.text, overlap.itemStart, overlap.itemEnd);
  if (overlap.kind === "words" && !haveSameWords(excerpt, itemExcerpt)) return [];
  const { benchmark, item } = texts.nameOf(overlap.text);
  const named = { ...overlap, benchmark, item };
  return [{ ...named, excerpt, itemExcerpt, reason: reasonOf(named) }];
}

function reasonOf({ benchmark, item, kind, length }: FoundOverlap & ItemName): string {
  return kind === "words"
    ? `it has ${String(length)} words in a row of item ${item} of ${benchmark}`
    : `it has ${String(length)} tokens of code in a row of item ${item} of ${benchmark}, but for the names of identifiers`;
}
