import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Sentinel, sentinelsOf, type TokenOptions, tokenOptionsSchema } from "../experiment/token-options.ts";
import { type RunContext, StageError, type StageWork } from "../stage/runner.ts";
import { DOCUMENTS_FILE } from "../store/documents.ts";
import type { SequenceItem, SequencePart, SyntaxReader } from "./sequences/sequence-part.ts";
import { arrangeSequences, joinTexts } from "./sequences/sequences.ts";
import { type DocumentRange, type DocumentSelection, trainingBytes } from "./sequences/training-documents.ts";
import { loadTokenizer, type TextTokenizer } from "./tokenizer.ts";
import { tokenIdType, TokenShardWriter } from "./token-shard.ts";

/** Characters that are encoded in one go: enough to keep the cores busy, little enough to cancel between. */
const BATCH_CHARACTERS = 1_000_000;

/** The parameters of a `tokenize` stage. */
export const tokenizeParametersSchema = z.strictObject({
  corpus: z.string(),
  split: z.enum(["train", "heldout"]),
  /** A condition: only the documents that it holds of. */
  slice: z.string().optional(),
  /** Left out: every document as it is. */
  tokens: tokenOptionsSchema.optional(),
});

export interface TokenizeSurroundings {
  /** Opens what reads the syntax of documents, on so many threads. */
  readonly openSyntax: (threads: number, signal: AbortSignal) => SyntaxReader;
}

/** What was encoded: as `TokenizeSummary`. */
export const tokenizeCounts = z.object({
  tokens: z.number(),
  documents: z.number(),
  bytes: z.number(),
  sequences: z.number(),
  rearranged: z.number(),
});
export type TokenizeCounts = z.infer<typeof tokenizeCounts>;

export const NO_DOCUMENTS: TokenizeCounts = { tokens: 0, documents: 0, bytes: 0, sequences: 0, rearranged: 0 };
/** Prefix of the files of a token shard. */
export const TOKENS = "tokens";
/** What a `tokenize` stage works with. */
export interface Tokenizing {
  readonly corpus: string;
  readonly split: "train" | "heldout";
  readonly slice: string | undefined;
  readonly options: TokenOptions;
  readonly documentsFile: string;
  readonly tokenizer: TextTokenizer;
  readonly openSyntax: TokenizeSurroundings["openSyntax"];
}

/** Opens what a work needs. */
export async function openTokenizing(
  { stage, inputs }: StageWork,
  openSyntax: TokenizeSurroundings["openSyntax"],
): Promise<Tokenizing> {
  const { corpus, split, slice, tokens } = tokenizeParametersSchema.parse(stage.parameters);
  const { documents, tokenizer } = inputs;
  if (documents === undefined || tokenizer === undefined)
    throw new Error("a tokenize stage needs the inputs documents and tokenizer");
  return {
    ...{ corpus, split, slice, options: tokens ?? tokenOptionsSchema.parse({}), openSyntax },
    documentsFile: join(documents, DOCUMENTS_FILE),
    tokenizer: await loadTokenizer(tokenizer),
  };
}

/** The documents of a stage, all or those in a range; what is sorted spills into `folder`. */
export function selectionOf(
  { documentsFile, split, slice }: Tokenizing,
  folder: string,
  range?: DocumentRange,
): DocumentSelection {
  return {
    file: documentsFile,
    split,
    ...(slice === undefined ? {} : { slice }),
    temporaryFolder: join(folder, "sort"),
    ...(range === undefined ? {} : { range }),
  };
}

/** Encodes documents, all or those in a range, to the token shard `tokens` in a folder. */
export async function encodeDocuments(
  tokenizing: Tokenizing,
  folder: string,
  context: RunContext,
  range?: DocumentRange,
): Promise<TokenizeCounts> {
  const { options, tokenizer, openSyntax } = tokenizing;
  const documents = selectionOf(tokenizing, folder, range);
  const total = await trainingBytes(documents);
  const idOf = sentinelIds(tokenizer, sentinelsOf([options]));
  const shard = await TokenShardWriter.create(join(folder, TOKENS), tokenIdType(tokenizer.size));
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
    await shard.finish();
  } finally {
    await syntax.close();
    await shard.close();
    await rm(documents.temporaryFolder, { recursive: true, force: true });
  }
  return { tokens: shard.tokens, documents: read, bytes, sequences: shard.sequences, rearranged };
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
