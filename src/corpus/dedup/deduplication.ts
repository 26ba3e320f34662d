import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { DedupSettings } from "../../experiment/corpus/dedup.ts";
import { Buckets } from "./buckets.ts";
import { Clusters, type MatchLists } from "./clusters.ts";
import { NearDuplicates } from "./near-duplicates.ts";
import { type SurvivorFacts, SurvivorRanking } from "./survivor.ts";

/** A document to be compared with all others. */
export interface DedupDocument extends SurvivorFacts {
  /** Its number: documents are added in ascending order. The lowest number is the first by the survivor rule of that name. */
  readonly number: number;
  /** SHA-256 of its normalised content, hex. */
  readonly digest: string;
  /** As `textSignature` makes it; null where it has too few shingles to be anything's near duplicate. */
  readonly signature: Uint8Array | null;
  /** Needed only where near duplicates are verified exactly; null otherwise. */
  readonly text: string | null;
}

/** Where a document stands in its cluster. */
export interface DuplicateFate {
  /** Clusters are numbered from 0 in the order of their first documents. */
  readonly cluster: number;
  /** The one that is kept: this document itself, where it is that one. */
  readonly survivor: number;
  /** Whether its content equals the survivor's. */
  readonly equal: boolean;
  /** The Jaccard similarity to the survivor: 1 where equal. It may be below the threshold where others stand in between. */
  readonly similarity: number;
  /** The document that it was matched with, on the way to the survivor; itself for the survivor. */
  readonly matched: number;
  readonly matchedSimilarity: number;
}

const DIGEST_NUMBERS = 4;

/**
 * Finds the clusters of exact and near duplicates among the documents that are added, and the one of each that survives. What
 * grows with content lies in scratch files; memory holds some 60 bytes a document. The same documents in the same order give the
 * same clusters.
 */
export class Deduplication {
  private readonly folder: string;
  private readonly equals: Buckets | null;
  private readonly near: NearDuplicates | null;
  private readonly ranking: SurvivorRanking;
  private readonly clusters: Clusters;
  /** The first 64 bits of each digest: enough to tell equal from unequal within a cluster. */
  private readonly digests: BigUint64Array;
  /** 1 for a document whose content stood before. */
  private readonly copies: Uint8Array;

  private readonly clusterOf: Int32Array;
  private readonly survivorOf: Uint32Array;
  private readonly similarityOf: Float32Array;
  private readonly matchedOf: Uint32Array;
  private readonly matchedSimilarityOf: Float32Array;

  /** `folder` is for scratch files: it is made, and removed by `close`. `documents` is above every number. */
  constructor(folder: string, settings: DedupSettings, documents: number) {
    this.folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    this.equals = settings.exact ? new Buckets(join(folder, "digests"), DIGEST_NUMBERS) : null;
    this.near = settings.near === null ? null : new NearDuplicates(folder, settings.near, documents);
    this.ranking = new SurvivorRanking(settings.survivor, documents);
    this.clusters = new Clusters(documents);
    this.digests = new BigUint64Array(documents);
    this.copies = new Uint8Array(documents);
    this.clusterOf = new Int32Array(documents).fill(-1);
    this.survivorOf = new Uint32Array(documents);
    this.similarityOf = new Float32Array(documents);
    this.matchedOf = new Uint32Array(documents);
    this.matchedSimilarityOf = new Float32Array(documents);
  }

  add(document: DedupDocument): void {
    const { number } = document;
    this.ranking.set(number, document);
    const digest = Buffer.from(document.digest.slice(0, 32), "hex");
    this.digests[number] = digest.readBigUInt64BE(0);
    this.equals?.add(
      number,
      Array.from({ length: DIGEST_NUMBERS }, (_, index) => digest.readUInt32BE(4 * index)),
    );
    if (document.signature !== null) this.near?.add(number, alignedNumbers(document.signature), document.text);
  }

  /**
   * Finds the clusters and their survivors. `report` is told the share that is done; `signal` is looked at in between, and its
   * reason rejects.
   */
  async finish(signal: AbortSignal, report: (share: number) => void = () => undefined): Promise<void> {
    this.joinEquals();
    await this.near?.joinInto(this.clusters, this.copies, async (share) => {
      report(share);
      await setImmediate();
      signal.throwIfAborted();
    });
    const matches = this.clusters.matchesOf();
    let cluster = 0;
    for (const members of this.clusters.members()) {
      this.settle(cluster, members, matches);
      cluster += 1;
    }
  }

  /** What became of a document; null where nothing is like it. Only after `finish`. */
  fate(document: number): DuplicateFate | null {
    const cluster = this.clusterOf[document] ?? -1;
    if (cluster === -1) return null;
    const survivor = this.survivorOf[document] ?? document;
    return {
      cluster,
      survivor,
      equal: this.equal(document, survivor),
      similarity: this.similarityOf[document] ?? 0,
      matched: this.matchedOf[document] ?? survivor,
      matchedSimilarity: this.matchedSimilarityOf[document] ?? 0,
    };
  }

  /** Removes the scratch files. */
  close(): void {
    this.equals?.close();
    this.near?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private joinEquals(): void {
    for (const bucket of this.equals?.shared() ?? []) {
      const [from = 0] = bucket;
      for (const to of bucket.subarray(1)) {
        this.clusters.join({ from, to, similarity: 1 });
        this.copies[to] = 1;
      }
    }
  }

  /** Walks from the survivor along the matches, so that each member knows through which other it belongs to it. */
  private settle(cluster: number, members: Uint32Array, matches: MatchLists): void {
    const survivor = this.ranking.survivor(members);
    this.matchedOf[survivor] = survivor;
    this.matchedSimilarityOf[survivor] = 1;
    this.clusterOf[survivor] = cluster;
    const reached = [survivor];
    for (const from of reached) {
      this.survivorOf[from] = survivor;
      this.similarityOf[from] = this.equal(from, survivor) ? 1 : this.similarityOfUnequal(from, survivor);
      for (const { to, similarity } of matches.of(from)) {
        if (this.clusterOf[to] !== -1) continue;
        this.clusterOf[to] = cluster;
        this.matchedOf[to] = from;
        this.matchedSimilarityOf[to] = similarity;
        reached.push(to);
      }
    }
  }

  private similarityOfUnequal(document: number, survivor: number): number {
    return this.near?.similarity(document, survivor) ?? 0;
  }

  private equal(one: number, other: number): boolean {
    return this.digests[one] === this.digests[other];
  }
}

/** A signature's numbers; bytes from a database need not lie where numbers may. */
function alignedNumbers(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(bytes).buffer);
}
