import { DisjointSets } from "./disjoint-sets.ts";

/** Why two documents are in one cluster. */
export interface Match {
  readonly from: number;
  readonly to: number;
  readonly similarity: number;
}

/**
 * Documents that were matched, directly or through others. The matches that joined two clusters are kept: one fewer than a cluster has
 * documents.
 */
export class Clusters {
  private readonly documents: number;
  private readonly sets: DisjointSets;
  private froms = new Uint32Array(1024);
  private tos = new Uint32Array(1024);
  private similarities = new Float32Array(1024);
  private matches = 0;

  constructor(documents: number) {
    this.documents = documents;
    this.sets = new DisjointSets(documents);
  }

  /** The document that stands for this one's cluster: its first. */
  find(document: number): number {
    return this.sets.find(document);
  }

  /** Joins the clusters of two documents; nothing where they are in one already. */
  join({ from, to, similarity }: Match): void {
    if (this.find(from) === this.find(to)) return;
    this.sets.unite(from, to);
    if (this.matches === this.froms.length) this.enlarge();
    this.froms[this.matches] = from;
    this.tos[this.matches] = to;
    this.similarities[this.matches] = similarity;
    this.matches += 1;
  }

  /** Clusters of two documents or more in the order of their first documents; members ascend. */
  *members(): Generator<Uint32Array> {
    const count = this.documents;
    const sizes = new Uint32Array(count);
    for (let document = 0; document < count; document += 1) {
      const root = this.find(document);
      sizes[root] = (sizes[root] ?? 0) + 1;
    }
    /** Where the next member of a root's cluster goes. */
    const places = new Uint32Array(count);
    let total = 0;
    for (let root = 0; root < count; root += 1) {
      places[root] = total;
      const size = sizes[root] ?? 0;
      if (size > 1) total += size;
    }
    const all = new Uint32Array(total);
    for (let document = 0; document < count; document += 1) {
      const root = this.find(document);
      if ((sizes[root] ?? 0) < 2) continue;
      const place = places[root] ?? 0;
      all[place] = document;
      places[root] = place + 1;
    }
    for (let start = 0; start < total;) {
      const size = sizes[this.find(all[start] ?? 0)] ?? 0;
      yield all.subarray(start, start + size);
      start += size;
    }
  }

  /** Every document's matches that joined clusters. */
  matchesOf(): MatchLists {
    return new MatchLists(
      this.documents,
      this.froms.subarray(0, this.matches),
      this.tos.subarray(0, this.matches),
      this.similarities.subarray(0, this.matches),
    );
  }

  private enlarge(): void {
    const { froms, tos, similarities } = this;
    this.froms = new Uint32Array(froms.length * 2);
    this.tos = new Uint32Array(froms.length * 2);
    this.similarities = new Float32Array(froms.length * 2);
    this.froms.set(froms);
    this.tos.set(tos);
    this.similarities.set(similarities);
  }
}

/** Matches by document: two flat lists, because an object for each document would take most of the memory. */
export class MatchLists {
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly similarities: Float32Array;

  constructor(documents: number, froms: Uint32Array, tos: Uint32Array, similarities: Float32Array) {
    this.starts = new Uint32Array(documents + 1);
    for (const side of [froms, tos]) for (const at of side) this.starts[at + 1] = (this.starts[at + 1] ?? 0) + 1;
    for (let at = 0; at < documents; at += 1) this.starts[at + 1] = (this.starts[at + 1] ?? 0) + (this.starts[at] ?? 0);
    const next = this.starts.slice(0, documents);
    this.ends = new Uint32Array(froms.length * 2);
    this.similarities = new Float32Array(froms.length * 2);
    const put = (at: number, end: number, similarity: number): void => {
      const place = next[at] ?? 0;
      next[at] = place + 1;
      this.ends[place] = end;
      this.similarities[place] = similarity;
    };
    for (const [index, from] of froms.entries()) {
      put(from, tos[index] ?? 0, similarities[index] ?? 0);
      put(tos[index] ?? 0, from, similarities[index] ?? 0);
    }
  }

  *of(document: number): Generator<Match> {
    for (let place = this.starts[document] ?? 0; place < (this.starts[document + 1] ?? 0); place += 1) {
      yield { from: document, to: this.ends[place] ?? 0, similarity: this.similarities[place] ?? 0 };
    }
  }
}
