import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RunContext, Shard, StageWork } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import {
  encodeDocuments,
  NO_DOCUMENTS,
  openTokenizing,
  selectionOf,
  type TokenizeCounts,
  tokenizeCounts,
  type Tokenizing,
  type TokenizeSurroundings,
  TOKENS,
} from "./encode-documents.ts";
import { joinTokenShards } from "./join-token-shards.ts";
import { shardRange } from "./sequences/training-documents.ts";
import { tokenIdType } from "./token-shard.ts";

/** Where what was divided lies until it is joined: a folder for each part, which is complete when it has its counts. */
const SHARDS_FOLDER = "shards";
const COUNTS_FILE = "counts.json";

/** Encodes the documents of one shard to a folder of its own in that of the work, where `tokenize` finds it. */
export async function tokenizeShard(
  work: StageWork,
  shard: Shard,
  context: RunContext,
  { openSyntax }: TokenizeSurroundings,
): Promise<void> {
  const folder = join(work.folder, SHARDS_FOLDER, `${String(shard.index)}-of-${String(shard.of)}`);
  const countsFile = join(folder, COUNTS_FILE);
  if ((await readCounts(countsFile)) !== undefined) return;
  await mkdir(folder, { recursive: true });
  const tokenizing = await openTokenizing(work, openSyntax);
  const by = tokenizing.options.packing === "document" ? "idPrefix" : "repository";
  const range = await shardRange(selectionOf(tokenizing, folder), by, shard);
  const counts = range === undefined ? NO_DOCUMENTS : await encodeDocuments(tokenizing, folder, context, range);
  await writeFileAtomically(countsFile, JSON.stringify(counts));
}

/** Joins the shards of a work where all of a division are there; undefined where not. */
export async function joinShards(
  folder: string,
  { tokenizer }: Tokenizing,
  { signal }: RunContext,
): Promise<TokenizeCounts | undefined> {
  const shardsFolder = join(folder, SHARDS_FOLDER);
  const names = await readdir(shardsFolder).catch(() => []);
  const divisions = new Set(names.map((name) => Number(/-of-(\d+)$/.exec(name)?.[1])));
  for (const division of divisions) {
    const folders = Array.from({ length: division }, (_, index) =>
      join(shardsFolder, `${String(index)}-of-${String(division)}`),
    );
    const counts = await Promise.all(folders.map((shard) => readCounts(join(shard, COUNTS_FILE))));
    const all = counts.flatMap((each) => (each === undefined ? [] : [each]));
    if (!(division > 0) || all.length < division) continue;
    const filled = folders.filter((_, index) => (all[index]?.documents ?? 0) > 0);
    const type = tokenIdType(tokenizer.size);
    await joinTokenShards(
      filled.map((shard) => join(shard, TOKENS)),
      join(folder, TOKENS),
      type,
      signal,
    );
    await rm(shardsFolder, { recursive: true });
    return all.reduce(addCounts, NO_DOCUMENTS);
  }
  return undefined;
}

function addCounts(a: TokenizeCounts, b: TokenizeCounts): TokenizeCounts {
  return {
    tokens: a.tokens + b.tokens,
    documents: a.documents + b.documents,
    bytes: a.bytes + b.bytes,
    sequences: a.sequences + b.sequences,
    rearranged: a.rearranged + b.rearranged,
  };
}

async function readCounts(file: string): Promise<TokenizeCounts | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : tokenizeCounts.parse(JSON.parse(text));
}
