import { join } from "node:path";
import type { NearDuplicateSettings } from "../../experiment/corpus/dedup.ts";
import { chooseBands } from "./bands.ts";
import { Buckets } from "./buckets.ts";
import type { Clusters } from "./clusters.ts";
import { shingleSet, mix } from "./shingles.ts";
import { ShingleStore } from "./shingle-store.ts";
import { SignatureStore } from "./signature-store.ts";

/**
 * A document is compared with so many that stand before it in a bucket. Buckets are small, but for boilerplate: there, most
 * belong to one cluster soon, and those of one cluster are not compared.
 */
const COMPARED = 64;

const KEY_NUMBERS = 2;

/**
 * Finds near duplicates by MinHash with locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998): documents that share
 * a band of their signatures are candidates; of those, the similar enough are joined. Signatures and bands lie on disk and
 * are looked at a band at a time.
 */
export class NearDuplicates {
  private readonly settings: NearDuplicateSettings;
  private readonly rows: number;
  private readonly bands: readonly Buckets[];
  private readonly signatures: SignatureStore;
  private readonly shingles: ShingleStore | null;
  private readonly key = new Uint32Array(KEY_NUMBERS);

  /** `folder` is for scratch files, which the caller removes. */
  constructor(folder: string, settings: NearDuplicateSettings, documents: number) {
    this.settings = settings;
    const { bands, rows } = chooseBands(settings);
    this.rows = rows;
    this.bands = Array.from({ length: bands }, (_, band) => new Buckets(join(folder, `band-${band}`), KEY_NUMBERS));
    this.signatures = new SignatureStore(join(folder, "signatures"), settings.permutations, documents);
    this.shingles = settings.verify === "exact" ? new ShingleStore(join(folder, "shingles"), documents) : null;
  }

  /** `text` is looked at only where candidates are checked exactly. */
  add(document: number, signature: Uint32Array, text: string | null): void {
    if (signature.length !== this.settings.permutations)
      throw new Error(`a signature of ${signature.length} values where ${this.settings.permutations} are compared`);
    this.signatures.add(document, signature);
    this.shingles?.add(document, shingleSet(text ?? "", this.settings.shingle));
    for (const [band, buckets] of this.bands.entries()) {
      bandKey(signature, band * this.rows, this.rows, this.key);
      buckets.add(document, this.key);
    }
  }

  /**
   * Joins the clusters of near duplicates, a band at a time; in between, `pause` is awaited with the share of bands that is done.
   * `copies` has 1 for documents that are in a cluster with an equal one before them: looking at that one is enough.
   */
  async joinInto(clusters: Clusters, copies: Uint8Array, pause: (share: number) => Promise<void>): Promise<void> {
    for (const [band, buckets] of this.bands.entries()) {
      for (const bucket of buckets.shared()) {
        this.joinBucket(
          bucket.filter((document) => copies[document] === 0),
          clusters,
        );
      }
      await pause((band + 1) / this.bands.length);
    }
  }

  /** The Jaccard similarity of two documents: exact where candidates are checked exactly, else estimated. */
  similarity(one: number, other: number): number {
    return (this.shingles ?? this.signatures).similarity(one, other);
  }

  close(): void {
    for (const buckets of this.bands) buckets.close();
    this.signatures.close();
    this.shingles?.close();
  }

  private joinBucket(bucket: Uint32Array, clusters: Clusters): void {
    const least = this.settings.verify === "none" ? 0 : this.settings.jaccard;
    for (const [place, to] of bucket.entries()) {
      for (let before = place - 1; before >= Math.max(0, place - COMPARED); before -= 1) {
        const from = bucket[before] ?? to;
        if (clusters.find(from) === clusters.find(to)) continue;
        const similarity = this.similarity(from, to);
        if (similarity >= least) clusters.join({ from, to, similarity });
      }
    }
  }
}

/** A hash of 64 bits of some numbers of a signature. */
function bandKey(signature: Uint32Array, start: number, length: number, key: Uint32Array): void {
  let high = start;
  let low = ~start;
  for (let index = start; index < start + length; index += 1) {
    const value = signature[index] ?? 0;
    high = mix(high ^ value);
    low = mix(Math.imul(low, 0x2c1b3c6d) + value);
  }
  key[0] = high;
  key[1] = low;
}
