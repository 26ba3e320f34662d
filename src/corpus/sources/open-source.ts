import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { commitsSource } from "./commits.ts";
import { folderSource } from "./folder.ts";
import { gitSource } from "./git.ts";
import { issuesSource } from "./issues.ts";
import type { FileSource } from "./source-file.ts";
import { stackExchangeSource } from "./stack-exchange/stack-exchange.ts";
import { tableSource } from "./tables/table.ts";
import { syntheticSource } from "../synthetic/synthetic-source.ts";
import { wordnetSource } from "./wordnet.ts";

/**
 * The documents behind a source whose paths are absolute. What is fetched or computed once lies in the cache. `log`
 * is told how far the fetching of many repositories is.
 */
export function openSource(
  source: CorpusSource,
  maxFileBytes: number,
  cacheFolder: string,
  log?: (line: string) => void,
): FileSource {
  switch (source.type) {
    case "folder":
      return folderSource(source, cacheFolder, maxFileBytes);
    case "git":
      return gitSource(source, cacheFolder, log);
    case "commits":
      return commitsSource(source, cacheFolder, maxFileBytes, log);
    case "table":
      return tableSource(source, cacheFolder, maxFileBytes);
    case "issues":
      return issuesSource(source, cacheFolder, maxFileBytes);
    case "stack-exchange":
      return stackExchangeSource(source, cacheFolder);
    case "wordnet":
      return wordnetSource(source);
    case "synthetic":
      return syntheticSource(source, cacheFolder);
  }
}
