import { z } from "zod";
import type { CorpusTables } from "./corpus-tables.ts";
import type { AnswerOf, DocumentLine, QueryOf } from "./messages.ts";
import { selectionSql } from "./selection.ts";

/** The columns of a document's line, of `documents`. */
export const LINE_COLUMNS = "place, source, path, language, bytes::DOUBLE AS bytes, quality, kept, rule, reason";

/** A row of these columns. */
export const lineRow: z.ZodType<DocumentLine> = z.object({
  place: z.bigint().transform(Number),
  source: z.string(),
  path: z.string(),
  language: z.string().nullable(),
  bytes: z.number(),
  quality: z.number().nullable(),
  kept: z.boolean(),
  rule: z.string(),
  reason: z.string(),
});

const totalRow = z.object({ total: z.number() });

/** A page of the documents of a selection, in the order of the corpus. */
export async function documentLines(
  tables: CorpusTables,
  { selection, offset, limit }: QueryOf<"documents">,
): Promise<AnswerOf<"documents">> {
  const { where, values } = selectionSql(selection);
  const total = await tables.row(`SELECT count(*)::DOUBLE AS total FROM documents WHERE ${where}`, totalRow, values);
  // Without ORDER BY, which would sort all that comes before the page: DuckDB keeps the order of the file.
  const rows = await tables.rows(
    `SELECT ${LINE_COLUMNS} FROM documents WHERE ${where} LIMIT $limit OFFSET $offset`,
    lineRow,
    { ...values, limit, offset },
  );
  return { answer: "documents", ...total, offset, rows };
}
