import { createHash } from "node:crypto";

/** Where a document stands in the lot for being held out: in [0,1), from the seed and the digest of its content. */
export function heldOutRank(seed: number, digest: string): number {
  const hash = createHash("sha256")
    .update(`${String(seed)}:${digest}`)
    .digest();
  return hash.readUIntBE(0, 6) / 2 ** 48;
}

/**
 * The highest rank that is held out when about `share` of the documents are to be: −1 for none. Where there are two different
 * ranks or more, at least one document is held out and at least one is left. Equal content has equal ranks, so a copy of a
 * held-out document is never trained on.
 */
export function heldOutLimit(ranks: readonly number[], share: number): number {
  const ascending = [...new Set(ranks)].sort((a, b) => a - b);
  const lowest = ascending[0];
  if (share <= 0 || lowest === undefined || ascending.length < 2) return -1;
  const within = ascending.slice(0, -1).findLast((rank) => rank < share);
  return within ?? lowest;
}
