import { z } from "zod";
import type { CorpusTables } from "./corpus-tables.ts";
import { type AnswerOf, contaminationHit, type QueryOf } from "./messages.ts";

/** A page of what documents have in common with items of benchmarks, by benchmark and item. */
export async function contaminationHits(
  tables: CorpusTables,
  { offset, limit }: QueryOf<"contamination">,
): Promise<AnswerOf<"contamination">> {
  const total = await tables.row(
    "SELECT count(*)::DOUBLE AS total FROM contamination",
    z.object({ total: z.number() }),
  );
  const rows = await tables.rows(
    `SELECT place::DOUBLE AS place, source, path, benchmark, item, excerpt, item_excerpt AS "itemExcerpt", reason
     FROM contamination ORDER BY benchmark, item, contamination.place LIMIT $limit OFFSET $offset`,
    contaminationHit,
    { limit, offset },
  );
  return { answer: "contamination", ...total, offset, rows };
}
