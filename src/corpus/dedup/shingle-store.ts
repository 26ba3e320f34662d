import { RecordFile } from "./record-file.ts";

/** The sets of shingles of documents on disk, for their exact similarity. */
export class ShingleStore {
  private readonly file: RecordFile;
  private readonly starts: Float64Array;
  private readonly sizes: Uint32Array;

  constructor(file: string, documents: number) {
    this.file = new RecordFile(file, 1);
    this.starts = new Float64Array(documents);
    this.sizes = new Uint32Array(documents);
  }

  /** `shingles` ascend, each once. */
  add(document: number, shingles: Uint32Array): void {
    this.starts[document] = this.file.length;
    this.sizes[document] = shingles.length;
    this.file.append(shingles);
  }

  /** The Jaccard similarity of the sets of two documents; 0 where one has no shingle. */
  similarity(one: number, other: number): number {
    const [a, b] = [this.shingles(one), this.shingles(other)];
    let common = 0;
    for (let left = 0, right = 0; left < a.length && right < b.length;) {
      const difference = (a[left] ?? 0) - (b[right] ?? 0);
      if (difference === 0) common += 1;
      if (difference <= 0) left += 1;
      if (difference >= 0) right += 1;
    }
    return common === 0 ? 0 : common / (a.length + b.length - common);
  }

  close(): void {
    this.file.close();
  }

  private shingles(document: number): Uint32Array {
    const shingles = new Uint32Array(this.sizes[document] ?? 0);
    this.file.read(this.starts[document] ?? 0, shingles);
    return shingles;
  }
}
