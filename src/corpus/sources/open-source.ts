import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { folderSource } from "./folder.ts";
import { gitSource } from "./git.ts";
import type { FileSource } from "./source-file.ts";
import { wordnetSource } from "./wordnet.ts";

/** The files behind a source whose path is absolute. What is fetched or computed once lies in the cache. */
export function openSource(source: CorpusSource, maxFileBytes: number, cacheFolder: string): FileSource {
  switch (source.type) {
    case "folder":
      return folderSource(source, cacheFolder, maxFileBytes);
    case "git":
      return gitSource(source, cacheFolder);
    case "wordnet":
      return wordnetSource(source);
  }
}
