import { BlobReader } from "./blob-reader.ts";

const MOST_OPEN = 8;

/** Reads blobs of many repositories with a git process for each of the last few that were asked. */
export class BlobReaders {
  private readonly open = new Map<string, BlobReader>();

  read(repository: string, id: string): Promise<Uint8Array> {
    const reader = this.open.get(repository) ?? new BlobReader(repository);
    this.open.delete(repository);
    this.open.set(repository, reader);
    const content = reader.read(id);
    for (const [other, idle] of this.open) {
      if (this.open.size <= MOST_OPEN) break;
      if (!idle.isIdle) continue;
      idle.close();
      this.open.delete(other);
    }
    return content;
  }

  close(): void {
    for (const reader of this.open.values()) reader.close();
    this.open.clear();
  }
}
