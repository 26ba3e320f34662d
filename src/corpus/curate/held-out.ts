import { createHash } from "node:crypto";
import { z } from "zod";
import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { DisjointSets } from "../dedup/disjoint-sets.ts";
import type { WorkingSet } from "./working-set.ts";

/** Where a group of documents stands in the lot for being held out: in [0,1), from the seed and what names the group. */
export function heldOutRank(seed: number, name: string): number {
  const hash = createHash("sha256")
    .update(`${String(seed)}:${name}`)
    .digest();
  return hash.readUIntBE(0, 6) / 2 ** 48;
}

/**
 * The highest rank that is held out when about `share` of the documents are to be: −1 for none. Where there are two different
 * ranks or more, at least one is held out and at least one is left.
 */
export function heldOutLimit(ranks: ArrayLike<number>, share: number): number {
  const ascending = Float64Array.from(ranks).sort();
  const lowest = ascending[0];
  const highest = ascending.at(-1);
  if (share <= 0 || lowest === undefined || highest === undefined || lowest === highest) return -1;
  return ascending.findLast((rank) => rank < share && rank < highest) ?? lowest;
}

/** Which documents are held out: told by their places. */
export type HeldOut = (place: number) => boolean;

const keptRow = z.object({
  place: z.bigint(),
  name: z.string(),
  name_number: z.bigint(),
  copy: z.bigint(),
  neighbour: z.bigint(),
});
const pairRow = z.object({ place: z.bigint(), neighbour: z.bigint() });

/**
 * Draws what is held out of the documents that are kept. Documents that have equal content or a cluster in common are one group
 * and, with `heldOutBy: "repository"`, those of one repository; groups that have a document in common are one. A group is drawn
 * as a whole. It is named by its first repository, else by the least digest of its documents, so that the draw depends on content
 * and seed alone. Takes some twenty bytes for each document of the corpus.
 */
export async function drawHeldOut(
  set: WorkingSet,
  { heldOut, heldOutBy, seed }: Pick<CorpusFile, "heldOut" | "heldOutBy" | "seed">,
): Promise<HeldOut> {
  const count = set.count;
  const groups = new DisjointSets(count);
  // Repositories come first, so that they name their groups; numbers in the order of the names take less than names.
  const repository = heldOutBy === "repository" ? "repository" : "NULL::VARCHAR";
  const kept = set.query(
    `SELECT place, coalesce(owner, digest) AS name,
      dense_rank() OVER (ORDER BY owner IS NULL, owner, digest) AS name_number,
      min(place) OVER (PARTITION BY digest) AS copy,
      CASE WHEN owner IS NULL THEN place ELSE min(place) OVER (PARTITION BY owner) END AS neighbour
    FROM (SELECT *, ${repository} AS owner FROM candidates) ORDER BY place`,
    keptRow,
  );
  const nameNumbers = new Float64Array(count).fill(Infinity);
  const ranks = new Float64Array(count);
  for await (const { place, name, name_number: nameNumber, copy, neighbour } of kept) {
    nameNumbers[Number(place)] = Number(nameNumber);
    ranks[Number(place)] = heldOutRank(seed, name);
    groups.unite(Number(place), Number(copy));
    groups.unite(Number(place), Number(neighbour));
  }
  const related = set.query(
    `SELECT place, min(place) OVER (PARTITION BY cluster) AS neighbour
    FROM clusters SEMI JOIN candidates USING (place) ORDER BY place`,
    pairRow,
  );
  for await (const { place, neighbour } of related) groups.unite(Number(place), Number(neighbour));

  const namesakes = new Int32Array(count).fill(-1);
  for (let place = 0; place < count; place += 1) {
    const number = nameNumbers[place] ?? Infinity;
    const group = groups.find(place);
    const first = namesakes[group] ?? -1;
    if (number < (nameNumbers[first] ?? Infinity)) namesakes[group] = place;
  }
  const rankOf = (place: number): number => ranks[namesakes[groups.find(place)] ?? place] ?? 1;
  const drawn = new Float64Array(count);
  let length = 0;
  for (let place = 0; place < count; place += 1) {
    if (nameNumbers[place] === Infinity) continue;
    drawn[length] = rankOf(place);
    length += 1;
  }
  const limit = heldOutLimit(drawn.subarray(0, length), heldOut);
  return (place) => rankOf(place) <= limit;
}
