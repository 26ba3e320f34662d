import type { CorpusFile } from "../../experiment/corpus-file.ts";
import type { PlacedDocument } from "./working-set.ts";

/** A member of a cluster of documents that are much alike. */
export interface NearDuplicate {
  readonly place: number;
  /** Names the cluster: the place of its survivor. */
  readonly cluster: number;
  /** With the survivor: the share of shingles in common, in [0,1]; 1 for the survivor. */
  readonly similarity: number;
  readonly survives: boolean;
  /** A sentence, for a member that does not survive. */
  readonly reason: string;
}

/** The near-duplicates among documents that have a signature and are no exact duplicates. A corpus cannot ask for them yet. */
export function findNearDuplicates(
  _documents: AsyncIterable<PlacedDocument>,
  _corpus: CorpusFile,
): AsyncIterable<NearDuplicate> | Iterable<NearDuplicate> {
  return [];
}
