import { z } from "zod";
import { queryRows } from "./query.ts";
import { sliceSql } from "./slice-sql.ts";

const sampledDocument = z.object({
  id: z.string(),
  source: z.string(),
  class: z.string(),
  language: z.string().nullable(),
  text: z.string(),
});

export type SampledDocument = z.infer<typeof sampledDocument>;

export interface DocumentSample {
  /** A `documents.parquet`. */
  readonly file: string;
  readonly split: "train" | "heldout";
  /** Only documents of this class; all when left out. */
  readonly class?: string;
  /** A condition: only the documents that it holds of. */
  readonly slice?: string;
  readonly seed: number;
  /** Documents are taken until their bytes reach this: of the whole file, or of each group of `per`. */
  readonly bytes: number;
  readonly per?: "source" | "language";
}

/**
 * A seeded choice of kept documents: in the order of SHA-256(`seed:id`), each group of `per` is read until its documents
 * reach `bytes`; the document that passes the limit is still whole. Texts that are not chosen are not read.
 */
export function sampleDocuments(sample: DocumentSample): AsyncGenerator<SampledDocument> {
  const partition = sample.per === undefined ? "" : `PARTITION BY ${sample.per}`;
  const ofClass = sample.class === undefined ? "" : "AND class = $class";
  const inSlice = sample.slice === undefined ? "" : `AND ${sliceSql(sample.slice)}`;
  const sql = `
    WITH chosen AS (
      SELECT file_row_number, rank, before FROM (
        SELECT file_row_number, sha256($seed || ':' || id) AS rank,
          sum(bytes) OVER (${partition} ORDER BY sha256($seed || ':' || id), path ROWS UNBOUNDED PRECEDING) - bytes AS before
        FROM read_parquet($file, file_row_number = true)
        WHERE kept AND split = $split AND text IS NOT NULL ${ofClass} ${inSlice})
      WHERE before < $bytes)
    SELECT id, source, class, language, text
    FROM read_parquet($file, file_row_number = true) JOIN chosen USING (file_row_number)
    ORDER BY rank, path`;
  const { file, split, seed, bytes } = sample;
  const values = {
    file,
    split,
    seed: String(seed),
    bytes,
    ...(sample.class === undefined ? {} : { class: sample.class }),
  };
  return queryRows({ sql, values, row: sampledDocument });
}
