import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { rearranges, type Sentinel, sentinelsOf, tokenOptionsSchema } from "../experiment/token-options.ts";
import { type RunContext, StageError, type StageReport, type StageRunner, type StageWork } from "../stage/runner.ts";
import { DOCUMENTS_FILE } from "../store/documents.ts";
import type { SequenceItem, SequencePart, SyntaxReader } from "./sequences/sequence-part.ts";
import { arrangeSequences, joinTexts } from "./sequences/sequences.ts";
import { nothingToTokenize } from "./sequences/empty-slice.ts";
import { trainingBytes } from "./sequences/training-documents.ts";
import { loadTokenizer, type TextTokenizer } from "./tokenizer.ts";
import { tokenIdType, TokenShardWriter } from "./token-shard.ts";

/** Characters that are encoded in one go: enough to keep the cores busy, little enough to cancel between. */
const BATCH_CHARACTERS = 1_000_000;

const tokenizeParameters = z.strictObject({
  corpus: z.string(),
  split: z.enum(["train", "heldout"]),
  /** A condition: only the documents that it holds of. */
  slice: z.string().optional(),
  /** Left out: every document as it is. */
  tokens: tokenOptionsSchema.optional(),
});

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

export interface TokenizeSurroundings {
  /** Opens what reads the syntax of documents, on so many threads. */
  readonly openSyntax: (threads: number, signal: AbortSignal) => SyntaxReader;
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
  };
}

async function tokenize(
  work: StageWork,
  context: RunContext,
  { openSyntax }: TokenizeSurroundings,
): Promise<StageReport> {
  const { corpus, split, slice, tokens } = tokenizeParameters.parse(work.stage.parameters);
  const options = tokens ?? tokenOptionsSchema.parse({});
  const { documents: documentsFolder, tokenizer: tokenizerFolder } = work.inputs;
  if (documentsFolder === undefined || tokenizerFolder === undefined)
    throw new Error("a tokenize stage needs the inputs documents and tokenizer");
  const temporaryFolder = join(work.folder, "sort");
  const file = join(documentsFolder, DOCUMENTS_FILE);
  const documents = { file, split, ...(slice === undefined ? {} : { slice }), temporaryFolder };
  const total = await trainingBytes(documents);
  const tokenizer = await loadTokenizer(tokenizerFolder);
  const idOf = sentinelIds(tokenizer, sentinelsOf([options]));
  const shard = await TokenShardWriter.create(join(work.folder, "tokens"), tokenIdType(tokenizer.size));
  const syntax = openSyntax(context.threads, context.signal);
  let read = 0;
  let rearranged = 0;
  let bytes = 0;
  try {
    for await (const items of batches(arrangeSequences(documents, options, syntax, context.signal))) {
      context.signal.throwIfAborted();
      const parts = items.map((item) => joinTexts(item.parts));
      const texts = parts.flatMap((list) => list.flatMap((part) => ("text" in part ? [part.text] : [])));
      const encoded = (await tokenizer.encode(texts)).values();
      for (const [index, item] of items.entries()) {
        for (const part of parts[index] ?? []) {
          await shard.extend("text" in part ? (encoded.next().value ?? []) : [idOf(part.sentinel)]);
        }
        if (item.ends) await shard.append([tokenizer.endOfText]);
        if (item.parts.some((part) => "text" in part && part.masked)) rearranged += 1;
      }
      read += items.length;
      bytes += texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      context.report({ done: Math.min(bytes, total), total, unit: "bytes" });
    }
    if (read === 0) throw new StageError(await nothingToTokenize(corpus, documents));
    await shard.finish();
  } finally {
    await syntax.close();
    await shard.close();
    await rm(temporaryFolder, { recursive: true, force: true });
  }
  const counts = { tokens: shard.tokens, documents: read, bytes };
  const summary = rearranges(options) ? { ...counts, sequences: shard.sequences, rearranged } : counts;
  await writeFile(join(work.folder, "summary.json"), JSON.stringify(summary satisfies TokenizeSummary));
  return summary;
}

function sentinelIds(tokenizer: TextTokenizer, needed: readonly Sentinel[]): (sentinel: Sentinel) => number {
  const missing = needed.filter((sentinel) => tokenizer.sentinels[sentinel] === undefined);
  if (missing.length > 0) throw new StageError(`The tokenizer has no special token ${missing.join(", ")}.`);
  return (sentinel) => {
    const id = tokenizer.sentinels[sentinel];
    if (id === undefined) throw new Error(`${sentinel} was not asked for`);
    return id;
  };
}

async function* batches(items: AsyncIterable<SequenceItem>): AsyncGenerator<SequenceItem[]> {
  let batch: SequenceItem[] = [];
  let characters = 0;
  for await (const item of items) {
    batch.push(item);
    characters += item.parts.reduce((sum, part) => sum + lengthOf(part), 0);
    if (characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

function lengthOf(part: SequencePart): number {
  return "text" in part ? part.text.length : 1;
}
