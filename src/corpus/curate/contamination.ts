import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { Column } from "../../store/parquet-writer.ts";
import type { PlacedDocument } from "./working-set.ts";

/** An item of a benchmark that a document has parts of: one row of `contamination.parquet`. */
export interface Contamination extends Pick<PlacedDocument, "place" | "id" | "source" | "path"> {
  /** The benchmark. */
  readonly suite: string;
  readonly item: string;
  /** What both have, as it stands in the document. */
  readonly excerpt: string;
  /** A sentence: how much of the item it is. */
  readonly reason: string;
}

export const contaminationColumns: readonly Column<Contamination>[] = [
  { name: "id", type: "VARCHAR", of: ({ id }) => id },
  { name: "source", type: "VARCHAR", of: ({ source }) => source },
  { name: "path", type: "VARCHAR", of: ({ path }) => path },
  { name: "suite", type: "VARCHAR", of: ({ suite }) => suite },
  { name: "item", type: "VARCHAR", of: ({ item }) => item },
  { name: "excerpt", type: "VARCHAR", of: ({ excerpt }) => excerpt },
  { name: "reason", type: "VARCHAR", of: ({ reason }) => reason },
];

/** What documents have of the benchmarks that the corpus is to be free of, in the order of the documents. It can name none yet. */
export function findContamination(
  _documents: AsyncIterable<PlacedDocument>,
  _corpus: CorpusFile,
): AsyncIterable<Contamination> | Iterable<Contamination> {
  return [];
}
