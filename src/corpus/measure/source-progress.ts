import type { Shard, StageProgress } from "../../stage/runner.ts";
import type { MeasuredDocument } from "../../store/documents.ts";
import type { FileSource, SourceExtent, SourceFile } from "../sources/source-file.ts";

/** Positions within a source are told this often at most, on the way through it. */
const REPORTS = 1000;

/** How far a source is measured: in bytes that are read, because files differ much in size, and in documents. */
export class SourceProgress {
  private readonly total: SourceExtent & { readonly documents: number | null };
  private readonly maxFileBytes: number;
  private done: number;
  private documents: number;
  private told = 0;

  private constructor(
    total: SourceExtent & { readonly documents: number | null },
    done: { readonly amount: number; readonly documents: number },
    maxFileBytes: number,
  ) {
    this.total = total;
    this.done = done.amount;
    this.documents = done.documents;
    this.maxFileBytes = maxFileBytes;
  }

  /** Looks how much there is; `written` documents are done already. */
  static async of(
    source: FileSource,
    written: number,
    maxFileBytes: number,
    signal: AbortSignal,
  ): Promise<SourceProgress> {
    if (source.extent !== undefined) {
      const total = { ...(await source.extent(signal)), documents: null };
      return new SourceProgress(total, { amount: 0, documents: written }, maxFileBytes);
    }
    const total = { amount: 0, documents: 0 };
    let amount = 0;
    for await (const file of source.files(signal)) {
      total.amount += bytesToRead(file, maxFileBytes);
      total.documents += 1;
      if (total.documents === written) amount = total.amount;
    }
    return new SourceProgress({ ...total, unit: "bytes" }, { amount, documents: written }, maxFileBytes);
  }

  /** So much of the source's extent has been gone through; whether it is worth telling. */
  reached(amount: number): boolean {
    this.done = amount;
    if (amount - this.told < this.total.amount / REPORTS) return false;
    this.told = amount;
    return true;
  }

  measured({ bytes, problem }: MeasuredDocument): void {
    this.documents += 1;
    if (this.total.documents !== null && problem !== "too-large") this.done += Math.min(bytes, this.maxFileBytes);
  }

  get now(): StageProgress {
    const { amount, unit, documents } = this.total;
    const counted = { done: this.documents, ...(documents === null ? {} : { total: documents }) };
    return { done: Math.min(this.done, amount), total: amount, unit, documents: counted };
  }

  /** How far one shard is; each has about the same share of the source. */
  ofShard(shard: Shard): StageProgress {
    const { done, total, unit } = this.now;
    const share = Math.round(total / shard.of);
    // A source with an extent counts what was read of it, by whichever shard.
    const own = this.total.documents === null ? Math.round(done / shard.of) : done;
    return { done: Math.min(own, share), total: share, unit, documents: { done: this.documents } };
  }

  get count(): number {
    return this.documents;
  }
}

/** What is too large is not read. */
function bytesToRead({ size }: SourceFile, maxFileBytes: number): number {
  return size === null || size > maxFileBytes ? 0 : size;
}
