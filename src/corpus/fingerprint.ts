import { createHash } from "node:crypto";
import type { CorpusFile } from "../experiment/corpus-file.ts";
import { openSource } from "./sources/open-source.ts";

/**
 * A digest of everything that the sources of a corpus hold now: paths and contents of folders, commits of repositories. Contents
 * are hashed once and remembered in the cache by path, size and times. Rejects with a `StageError` that names a folder or
 * revision that is not there, and with the signal's reason when aborted.
 */
export async function fingerprintSources(
  corpus: CorpusFile,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<string> {
  const digest = createHash("sha256");
  for (const source of corpus.sources) {
    signal.throwIfAborted();
    const state = await openSource(source, corpus, cacheFolder).fingerprint(signal);
    digest.update(`${JSON.stringify([source.name, state])}\n`);
  }
  return digest.digest("hex");
}
