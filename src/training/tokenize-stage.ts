import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type RunContext, StageError, type StageReport, type StageRunner, type StageWork } from "../stage/runner.ts";
import { queryRows } from "../store/query.ts";
import { loadTokenizer } from "./tokenizer.ts";
import { tokenIdType, TokenShardWriter } from "./token-shard.ts";

/** Characters that are encoded in one go: enough to keep the cores busy, little enough to cancel between. */
const BATCH_CHARACTERS = 1_000_000;

const tokenizeParameters = z.strictObject({ corpus: z.string(), split: z.enum(["train", "heldout"]) });

/** What `summary.json` of a `tokenize` stage says: tokens with the end-of-text tokens, bytes of UTF-8 without. */
export interface TokenizeSummary {
  readonly tokens: number;
  readonly documents: number;
  readonly bytes: number;
}

/**
 * Runs stages of kind `tokenize`: the kept documents of a split, in the order of their ids, each closed by end-of-text,
 * as the token shard `tokens.bin` and `tokens.idx`.
 */
export function createTokenizeRunner(): StageRunner {
  return {
    kind: "tokenize",
    version: 1,
    async run(works, context) {
      const reports: StageReport[] = [];
      for (const work of works) reports.push(await tokenize(work, context));
      return reports;
    },
  };
}

async function tokenize(work: StageWork, context: RunContext): Promise<StageReport> {
  const { corpus, split } = tokenizeParameters.parse(work.stage.parameters);
  const { documents: documentsFolder, tokenizer: tokenizerFolder } = work.inputs;
  if (documentsFolder === undefined || tokenizerFolder === undefined)
    throw new Error("a tokenize stage needs the inputs documents and tokenizer");
  const documents = { file: join(documentsFolder, "documents.parquet"), split };
  const total = await byteCount(documents);
  const tokenizer = await loadTokenizer(tokenizerFolder);
  const shard = await TokenShardWriter.create(join(work.folder, "tokens"), tokenIdType(tokenizer.size));
  const sortFolder = join(work.folder, "sort");
  let bytes = 0;
  try {
    for await (const texts of batches(textsInOrder(documents, sortFolder))) {
      context.signal.throwIfAborted();
      for (const ids of await tokenizer.encode(texts)) await shard.append([...ids, tokenizer.endOfText]);
      bytes += texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      context.report({ done: bytes, total, unit: "bytes" });
    }
    if (shard.documents === 0) throw new StageError(`The corpus "${corpus}" has no documents in its ${split} split.`);
    await shard.finish();
  } finally {
    await shard.close();
    await rm(sortFolder, { recursive: true, force: true });
  }
  const summary = { tokens: shard.tokens, documents: shard.documents, bytes } satisfies TokenizeSummary;
  await writeFile(join(work.folder, "summary.json"), JSON.stringify(summary));
  return summary;
}

interface Documents {
  readonly file: string;
  readonly split: string;
}

const FROM_DOCUMENTS = "FROM read_parquet($file) WHERE kept AND split = $split AND text IS NOT NULL";

/** Bytes of UTF-8 of all the texts. */
async function byteCount({ file, split }: Documents): Promise<number> {
  const sql = `SELECT coalesce(sum(strlen(text)), 0)::DOUBLE AS bytes ${FROM_DOCUMENTS}`;
  const row = z.object({ bytes: z.number() });
  let total = 0;
  for await (const { bytes } of queryRows({ sql, values: { file, split }, row })) total += bytes;
  return total;
}

async function* textsInOrder({ file, split }: Documents, temporaryFolder: string): AsyncGenerator<string> {
  const sql = `SELECT text ${FROM_DOCUMENTS} ORDER BY id, path`;
  const row = z.object({ text: z.string() });
  for await (const { text } of queryRows({ sql, values: { file, split }, row, temporaryFolder })) yield text;
}

async function* batches(texts: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for await (const text of texts) {
    batch.push(text);
    characters += text.length;
    if (characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
