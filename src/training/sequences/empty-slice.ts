import { z } from "zod";
import { queryRows } from "../../store/query.ts";
import { sliceParts } from "../../store/slice-sql.ts";
import type { DocumentSelection } from "./training-documents.ts";

const countRow = z.object({ documents: z.number(), part: z.number() });

/** Why there is nothing to tokenise: of a slice, how many documents each part of its condition holds of. */
export async function nothingToTokenize(corpus: string, { file, split, slice }: DocumentSelection): Promise<string> {
  const empty = `The corpus "${corpus}" has no documents in its ${split} split`;
  if (slice === undefined) return `${empty}.`;
  let documents = 0;
  const held: string[] = [];
  for (const { text, sql } of sliceParts(slice)) {
    const counted = `SELECT count(*)::DOUBLE AS documents, (count(*) FILTER (WHERE ${sql}))::DOUBLE AS part
      FROM read_parquet($file) WHERE kept AND split = $split AND text IS NOT NULL`;
    for await (const row of queryRows({ sql: counted, values: { file, split }, row: countRow })) {
      documents = row.documents;
      held.push(`${text}: ${String(row.part)}`);
    }
  }
  if (documents === 0) return `${empty}.`;
  return (
    `The slice ${corpus}[${slice}] is empty: of ${String(documents)} documents in the ${split} split none is in it ` +
    `(${held.join("; ")}). Widen its condition, or leave it out of the mixtures.`
  );
}
