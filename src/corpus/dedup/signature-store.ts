import { RecordFile } from "./record-file.ts";
import { estimatedJaccard } from "./signature.ts";

const CACHED = 256;

/** Signatures on disk, by document; those that were used last are kept in memory. */
export class SignatureStore {
  private readonly permutations: number;
  private readonly file: RecordFile;
  /** Where a document's signature is, counted in signatures from 1; 0 for none. */
  private readonly places: Uint32Array;
  private readonly cached: Uint32Array;
  private readonly cachedDocuments = new Int32Array(CACHED).fill(-1);
  private stored = 0;

  constructor(file: string, permutations: number, documents: number) {
    this.permutations = permutations;
    this.file = new RecordFile(file, permutations);
    this.places = new Uint32Array(documents);
    this.cached = new Uint32Array(CACHED * permutations);
  }

  add(document: number, signature: Uint32Array): void {
    this.file.append(signature);
    this.stored += 1;
    this.places[document] = this.stored;
  }

  /** The estimated Jaccard similarity of two documents; 0 where one has no signature. */
  similarity(one: number, other: number): number {
    if ((this.places[one] ?? 0) === 0 || (this.places[other] ?? 0) === 0) return 0;
    // Where both have one place in the cache, the second would take the first one's.
    const first = one % CACHED === other % CACHED ? this.signature(one).slice() : this.signature(one);
    return estimatedJaccard(first, this.signature(other));
  }

  close(): void {
    this.file.close();
  }

  private signature(document: number): Uint32Array {
    const slot = document % CACHED;
    const start = slot * this.permutations;
    const signature = this.cached.subarray(start, start + this.permutations);
    if (this.cachedDocuments[slot] !== document) {
      this.file.read(((this.places[document] ?? 1) - 1) * this.permutations, signature);
      this.cachedDocuments[slot] = document;
    }
    return signature;
  }
}
