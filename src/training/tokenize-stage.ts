import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rearranges } from "../experiment/token-options.ts";
import { type RunContext, StageError, type StageReport, type StageRunner, type StageWork } from "../stage/runner.ts";
import { encodeDocuments, openTokenizing, selectionOf, type TokenizeSurroundings } from "./encode-documents.ts";
import { nothingToTokenize } from "./sequences/empty-slice.ts";
import { joinShards, tokenizeShard } from "./tokenize-shards.ts";

/**
 * What `summary.json` of a `tokenize` stage says: tokens with the end-of-text tokens and sentinels; documents that were read;
 * bytes of UTF-8 of the text that the tokens stand for, paths that were written into it included.
 */
export interface TokenizeSummary {
  readonly tokens: number;
  readonly documents: number;
  readonly bytes: number;
  /** Only where documents were packed or rearranged. */
  readonly sequences?: number;
  readonly rearranged?: number;
}

/**
 * Runs stages of kind `tokenize`: the kept documents of a split, in the order of their ids, each closed by end-of-text,
 * as the token shard `tokens.bin` and `tokens.idx`; or arranged as the corpus's `tokens` say.
 */
export function createTokenizeRunner(surroundings: TokenizeSurroundings): StageRunner {
  return {
    kind: "tokenize",
    version: 1,
    async run(works, context) {
      const reports: StageReport[] = [];
      for (const work of works) reports.push(await tokenize(work, context, surroundings));
      return reports;
    },
    runShard: (work, shard, context) => tokenizeShard(work, shard, context, surroundings),
  };
}

async function tokenize(
  work: StageWork,
  context: RunContext,
  { openSyntax }: TokenizeSurroundings,
): Promise<StageReport> {
  const tokenizing = await openTokenizing(work, openSyntax);
  const counts =
    (await joinShards(work.folder, tokenizing, context)) ?? (await encodeDocuments(tokenizing, work.folder, context));
  const { corpus, options } = tokenizing;
  if (counts.documents === 0)
    throw new StageError(await nothingToTokenize(corpus, selectionOf(tokenizing, work.folder)));
  const { tokens, documents, bytes } = counts;
  const summary: TokenizeSummary = rearranges(options) ? { ...counts } : { tokens, documents, bytes };
  await writeFile(join(work.folder, "summary.json"), JSON.stringify(summary));
  return { ...summary };
}
