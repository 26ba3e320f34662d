import { createHash } from "node:crypto";
import type { CorpusFile } from "../experiment/corpus-file.ts";
import { openSource } from "./sources/open-source.ts";

/**
 * A digest of everything that the sources of a corpus hold now: paths and contents of folders, commits of repositories. Contents
 * are hashed once and remembered in the cache by path, size and times. Rejects with a `StageError` that names a folder or
 * revision that is not there.
 */
export async function fingerprintSources(corpus: CorpusFile, cacheFolder: string): Promise<string> {
  const digest = createHash("sha256");
  for (const source of corpus.sources) {
    const opened = openSource(source, corpus, cacheFolder);
    digest.update(`${JSON.stringify([source.name, await opened.fingerprint()])}\n`);
    opened.close();
  }
  return digest.digest("hex");
}
