import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import type { WalkedFile } from "./walk-folder.ts";

const cacheFile = z.record(z.string(), z.tuple([z.string(), z.string()]));

/** Read at a time. */
const PIECE_BYTES = 1 << 24;

/** A change within this time of the last look may leave the times as they were (git calls such files racy). */
const RACY_NANOSECONDS = 2_000_000_000n;

/**
 * SHA-256 of files' contents, remembered by path, size and times, so that a file is read again only when it may have
 * changed. One cache file for each selection of a folder's files; it may be deleted at any time.
 */
export class ContentHashes {
  private readonly file: string;
  private readonly known: Readonly<Record<string, readonly [state: string, hash: string]>>;
  private readonly next: Record<string, [state: string, hash: string]> = {};
  private readonly startedAt = BigInt(Date.now()) * 1_000_000n;
  private changed = false;

  private constructor(file: string, known: z.infer<typeof cacheFile>) {
    this.file = file;
    this.known = known;
  }

  /** `selection` names the files that will be looked at: sources that take other files of a folder have caches of their own. */
  static async open(cacheFolder: string, selection: string): Promise<ContentHashes> {
    const name = createHash("sha256").update(selection).digest("hex").slice(0, 16);
    const file = join(cacheFolder, "content-hashes", `${name}.json`);
    const text = await readFile(file, "utf8").catch(() => "{}");
    return new ContentHashes(file, parseCache(text));
  }

  /** SHA-256 in hex of a file's content. Rejects where it cannot be read. */
  async hash({ location, stats }: WalkedFile): Promise<string> {
    const path = location.toString("latin1");
    const state = stats === undefined ? "" : [stats.size, stats.mtimeNs, stats.ctimeNs, stats.ino].join(" ");
    const before = this.known[path];
    const hash = before?.[0] === state ? before[1] : await hashContent(location, stats?.size ?? 0n);
    const settled = stats !== undefined && stats.ctimeNs + RACY_NANOSECONDS < this.startedAt;
    if (settled) this.next[path] = [state, hash];
    this.changed ||= settled && before?.[0] !== state;
    return hash;
  }

  /**
   * Writes the cache where a file of this look was not in it. Files that were not looked at are forgotten. Where it cannot
   * be written (a workspace to be read only, a full disk), the next look reads the files again.
   */
  async save(): Promise<void> {
    if (this.changed) await writeFileAtomically(this.file, JSON.stringify(this.next)).catch(() => undefined);
  }
}

/** Large files (checkpoints) piece by piece: they may be larger than memory. */
async function hashContent(location: Buffer, size: bigint): Promise<string> {
  const digest = createHash("sha256");
  if (size <= PIECE_BYTES) return digest.update(await readFile(location)).digest("hex");
  const file = await open(location);
  try {
    for await (const piece of file.createReadStream({ highWaterMark: PIECE_BYTES, autoClose: false })) {
      digest.update(z.instanceof(Buffer).parse(piece));
    }
  } finally {
    await file.close();
  }
  return digest.digest("hex");
}

function parseCache(text: string): z.infer<typeof cacheFile> {
  try {
    return cacheFile.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
