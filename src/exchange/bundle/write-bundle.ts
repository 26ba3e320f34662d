import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import type { BundleEntry } from "./user-files.ts";

/** Writes a bundle as a zip archive, whole or not at all. Equal entries make equal bytes: no entry has a time of its own. */
export async function writeBundle(file: string, entries: readonly BundleEntry[]): Promise<void> {
  const archive = new ZipFile();
  for (const { path, content } of entries) {
    archive.addBuffer(content, path, {
      mtime: new Date(Date.UTC(1980, 0, 2)),
      mode: 0o100644,
      forceDosTimestamp: true,
    });
  }
  archive.end();
  const temporary = `${file}.${String(process.pid)}.tmp`;
  try {
    await pipeline(archive.outputStream, createWriteStream(temporary));
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
