import { z } from "zod";
import type { CorpusTables } from "./corpus-tables.ts";
import type { AnswerOf, QueryOf } from "./messages.ts";

const hitRow = z.object({
  place: z.bigint().transform(Number),
  source: z.string(),
  path: z.string(),
  benchmark: z.string(),
  item: z.string(),
  excerpt: z.string(),
  itemExcerpt: z.string(),
  reason: z.string(),
});

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
    `SELECT place, source, path, benchmark, item, excerpt, item_excerpt AS "itemExcerpt", reason FROM contamination
     ORDER BY benchmark, item, place LIMIT $limit OFFSET $offset`,
    hitRow,
    { limit, offset },
  );
  return { answer: "contamination", ...total, offset, rows };
}
