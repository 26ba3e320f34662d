import type { CorpusFile, CorpusSource } from "../../experiment/corpus-file.ts";
import { folderSource } from "./folder.ts";
import { gitSource } from "./git.ts";
import type { FileSource } from "./source-file.ts";
import { wordnetSource } from "./wordnet.ts";

/** The files behind a source of a corpus whose paths are absolute. What is fetched or computed once lies in the cache. */
export function openSource(source: CorpusSource, corpus: CorpusFile, cacheFolder: string): FileSource {
  switch (source.type) {
    case "folder":
      return folderSource(source, cacheFolder, corpus.maxFileBytes);
    case "git":
      return gitSource(source, cacheFolder);
    case "wordnet":
      return wordnetSource(source);
  }
}
