import { z } from "zod";
import type { CorpusTables } from "./corpus-tables.ts";
import type { AnswerOf, QueryOf } from "./messages.ts";

const totalRow = z.object({ total: z.number() });
const clusterRow = z.object({
  cluster: z.bigint().transform(Number),
  kind: z.string(),
  members: z.number(),
  similarity: z.number().nullable(),
  survivor: z.string().nullable(),
});
const memberRow = z.object({
  place: z.bigint().transform(Number),
  source: z.string(),
  path: z.string(),
  similarity: z.number().nullable(),
  survives: z.boolean(),
  matched: z.string(),
  matchedSimilarity: z.number(),
});

/** A page of the clusters of duplicates, the largest first. */
export async function clusterPage(
  tables: CorpusTables,
  { offset, limit }: QueryOf<"clusters">,
): Promise<AnswerOf<"clusters">> {
  const total = await tables.row("SELECT count(DISTINCT (kind, cluster))::DOUBLE AS total FROM clusters", totalRow);
  const rows = await tables.rows(
    `SELECT cluster, kind, count(*)::DOUBLE AS members, min(similarity) AS similarity,
       any_value(path) FILTER (WHERE survives) AS survivor
     FROM clusters GROUP BY kind, cluster ORDER BY members DESC, kind DESC, cluster LIMIT $limit OFFSET $offset`,
    clusterRow,
    { limit, offset },
  );
  return { answer: "clusters", ...total, offset, rows };
}

const MOST_MEMBERS = 1000;

/** The members of a cluster, the survivor first. */
export async function clusterMembers(
  tables: CorpusTables,
  { cluster, kind }: QueryOf<"members">,
): Promise<AnswerOf<"members">> {
  const rows = await tables.rows(
    `SELECT place, source, path, similarity, survives, matched_path AS matched, matched_similarity AS "matchedSimilarity"
     FROM clusters WHERE cluster = $cluster AND kind = $kind
     ORDER BY survives DESC, place LIMIT ${String(MOST_MEMBERS)}`,
    memberRow,
    { cluster, kind },
  );
  return { answer: "members", cluster, kind, rows };
}
