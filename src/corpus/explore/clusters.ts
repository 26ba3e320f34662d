import { z } from "zod";
import type { CorpusTables } from "./corpus-tables.ts";
import { type AnswerOf, clusterMember, duplicateCluster, type QueryOf } from "./messages.ts";

const totalRow = z.object({ total: z.number() });

/** A page of the clusters of duplicates, the largest first. */
export async function clusterPage(
  tables: CorpusTables,
  { offset, limit }: QueryOf<"clusters">,
): Promise<AnswerOf<"clusters">> {
  const total = await tables.row("SELECT count(DISTINCT (kind, cluster))::DOUBLE AS total FROM clusters", totalRow);
  const rows = await tables.rows(
    `SELECT cluster::DOUBLE AS cluster, kind, count(*)::DOUBLE AS members, min(similarity) AS similarity,
       any_value(path) FILTER (WHERE survives) AS survivor
     FROM clusters GROUP BY kind, cluster ORDER BY members DESC, kind DESC, clusters.cluster LIMIT $limit OFFSET $offset`,
    duplicateCluster,
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
    `SELECT place::DOUBLE AS place, source, path, similarity, survives, matched_path AS matched,
       matched_similarity AS "matchedSimilarity"
     FROM clusters WHERE cluster = $cluster AND kind = $kind
     ORDER BY survives DESC, clusters.place LIMIT ${String(MOST_MEMBERS)}`,
    clusterMember,
    { cluster, kind },
  );
  return { answer: "members", cluster, kind, rows };
}
