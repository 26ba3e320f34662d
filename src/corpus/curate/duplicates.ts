import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { WorkingSet } from "./working-set.ts";

/**
 * Clusters the documents that are left by their normalised content, and drops all but the first of each, which the order of the
 * sources decides. With `dedup: "none"` nothing is dropped.
 */
export async function dropExactDuplicates(set: WorkingSet, { dedup }: Pick<CorpusFile, "dedup">): Promise<void> {
  if (dedup === "none") return;
  await set.connection.run(`
    INSERT INTO clusters
    SELECT first, place, 'exact', 1, place = first FROM (
      SELECT place, min(place) OVER copies AS first, count(*) OVER copies AS size FROM candidates
      WINDOW copies AS (PARTITION BY digest))
    WHERE size > 1`);
  await set.connection.run(`
    INSERT INTO drops
    SELECT member.place, 'duplicate', 'same content as ' || original.source || ':' || original.path
    FROM clusters AS member JOIN documents AS original ON original.place = member.cluster
    WHERE NOT member.survives`);
}
