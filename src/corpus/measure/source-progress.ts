import type { StageProgress } from "../../stage/runner.ts";
import type { MeasuredDocument } from "../../store/documents.ts";
import type { FileSource, SourceFile } from "../sources/source-file.ts";

/** How far a source is measured: in bytes that are read, because files differ much in size, and in documents. */
export class SourceProgress {
  private readonly total: { readonly bytes: number; readonly documents: number | null };
  private readonly maxFileBytes: number;
  private bytes: number;
  private documents: number;

  private constructor(
    total: { readonly bytes: number; readonly documents: number | null },
    done: { readonly bytes: number; readonly documents: number },
    maxFileBytes: number,
  ) {
    this.total = total;
    this.bytes = done.bytes;
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
      const total = { bytes: await source.extent(signal), documents: null };
      return new SourceProgress(total, { bytes: 0, documents: written }, maxFileBytes);
    }
    const total = { bytes: 0, documents: 0 };
    let bytes = 0;
    for await (const file of source.files(signal)) {
      total.bytes += bytesToRead(file, maxFileBytes);
      total.documents += 1;
      if (total.documents === written) bytes = total.bytes;
    }
    return new SourceProgress(total, { bytes, documents: written }, maxFileBytes);
  }

  /** A file has come, or has been skipped because it is done already. */
  came({ position }: SourceFile): void {
    this.bytes = position ?? this.bytes;
  }

  measured({ bytes, problem }: MeasuredDocument): void {
    this.documents += 1;
    if (this.total.documents !== null && problem !== "too-large") this.bytes += Math.min(bytes, this.maxFileBytes);
  }

  get now(): StageProgress {
    const { bytes, documents } = this.total;
    const counted = { done: this.documents, ...(documents === null ? {} : { total: documents }) };
    return { done: Math.min(this.bytes, bytes), total: bytes, unit: "bytes", documents: counted };
  }

  get count(): number {
    return this.documents;
  }
}

/** What is too large is not read. */
function bytesToRead({ size }: SourceFile, maxFileBytes: number): number {
  return size === null || size > maxFileBytes ? 0 : size;
}
