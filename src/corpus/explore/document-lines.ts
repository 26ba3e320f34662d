import { z } from "zod";
import type { CorpusTables } from "./corpus-tables.ts";
import { type AnswerOf, documentLine, type QueryOf } from "./messages.ts";
import { selectionSql } from "./selection.ts";

/** The columns of a `documentLine`, of `documents`. */
export const LINE_COLUMNS =
  "place::DOUBLE AS place, source, path, language, bytes::DOUBLE AS bytes, quality, kept, rule, reason";

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
    documentLine,
    { ...values, limit, offset },
  );
  return { answer: "documents", ...total, offset, rows };
}
