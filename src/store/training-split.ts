import { z } from "zod";
import { documentClass } from "../experiment/corpus-file.ts";
import { queryRows } from "./query.ts";

const splitDocument = z.object({
  id: z.string(),
  source: z.string(),
  path: z.string(),
  class: documentClass,
  language: z.string().nullable(),
  bytes: z.bigint().transform(Number),
  text: z.string(),
});

/** A document that models are trained on. */
export type SplitDocument = Readonly<z.infer<typeof splitDocument>>;

const ROWS = "FROM read_parquet($file) WHERE kept AND split = 'train' AND text IS NOT NULL";

/** How many documents of a curated `documents.parquet` models are trained on. */
export async function countTrainingSplit(file: string): Promise<number> {
  const row = z.object({ documents: z.number() });
  const sql = `SELECT count(*)::DOUBLE AS documents ${ROWS}`;
  for await (const { documents } of queryRows({ sql, values: { file }, row })) return documents;
  return 0;
}

/** The documents of a curated `documents.parquet` that models are trained on, in the order of the file, streamed. */
export function readTrainingSplit(file: string): AsyncGenerator<SplitDocument> {
  const sql = `SELECT id, source, path, class, language, bytes, text ${ROWS}`;
  return queryRows({ sql, values: { file }, row: splitDocument });
}
