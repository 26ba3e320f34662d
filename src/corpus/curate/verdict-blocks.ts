import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { RunContext, Shard } from "../../stage/runner.ts";
import type { RowRange } from "../../store/documents.ts";
import { BLOCK_DOCUMENTS, blockFile, BLOCKS_FOLDER, BlockWriter } from "../../store/parquet-blocks.ts";
import type { Column } from "../../store/parquet-writer.ts";
import { queryRows, rowCount } from "../../store/query.ts";
import type { ContaminationSurroundings } from "../contamination/search-documents.ts";
import { contaminationSchema } from "./contamination.ts";
import type { CorpusDocuments, PlacedDocument } from "./corpus-documents.ts";
import { type OwnVerdict, ownVerdicts, unneededMembers } from "./own-verdict.ts";
import type { CurateParameters } from "./parameters.ts";

const columns: readonly Column<OwnVerdict>[] = [
  { name: "place", type: "BIGINT", of: ({ place }) => place },
  { name: "learned_quality", type: "DOUBLE", of: ({ learnedQuality }) => learnedQuality },
  { name: "rule", type: "VARCHAR", of: ({ drop }) => drop?.rule ?? null },
  { name: "reason", type: "VARCHAR", of: ({ drop }) => drop?.reason ?? null },
  { name: "hits", type: "VARCHAR", of: ({ hits }) => (hits.length === 0 ? null : JSON.stringify(hits)) },
];

const verdictRow = z.object({
  place: z.bigint(),
  learned_quality: z.number().nullable(),
  rule: z.string().nullable(),
  reason: z.string().nullable(),
  hits: z.string().nullable(),
});
const hitsSchema = z.array(contaminationSchema);

/** What the verdicts of a corpus are made with. */
export interface VerdictSurroundings extends ContaminationSurroundings {
  readonly parameters: CurateParameters;
  /** The folder of the stage's work. */
  readonly folder: string;
}

/**
 * Makes the verdicts on every block of a corpus's documents that is this shard's and that no earlier attempt has finished: the first
 * for shard 0, the second for shard 1, and round again.
 */
export async function judgeBlocks(
  documents: CorpusDocuments,
  shard: Shard,
  world: VerdictSurroundings,
  context: RunContext,
): Promise<void> {
  const folder = join(world.folder, BLOCKS_FOLDER);
  await mkdir(folder, { recursive: true });
  const writer = new BlockWriter(folder, columns);
  const own = blocksOf(documents).filter((block) => block % shard.of === shard.index);
  const open = own.filter((block) => !writer.has(block));
  const total = sizeOf(own, documents);
  let done = total - sizeOf(open, documents);
  const report = (): void => {
    context.report({ done, total, unit: "documents" });
  };
  const scratch = await mkdtemp(join(folder, "benchmarks-"));
  try {
    report();
    for await (const verdict of verdictsOf(open, documents, world, scratch, context)) {
      await writer.append(Math.floor(verdict.place / BLOCK_DOCUMENTS), verdict);
      done += 1;
      report();
    }
    await writer.finish();
  } finally {
    await writer.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The verdicts on all documents of a corpus, in their order: those that shards have left, and the others made now. */
export async function* allVerdicts(
  documents: CorpusDocuments,
  world: VerdictSurroundings,
  context: RunContext,
): AsyncGenerator<OwnVerdict> {
  const folder = join(world.folder, BLOCKS_FOLDER);
  const missing = new Set<number>();
  for (const block of blocksOf(documents)) if (!(await isWhole(folder, block, documents))) missing.add(block);
  const made = verdictsOf([...missing], documents, world, join(world.folder, "benchmarks"), context);
  try {
    for (const block of blocksOf(documents)) {
      if (!missing.has(block)) {
        yield* readBlock(blockFile(folder, block));
        continue;
      }
      for (let left = sizeOf([block], documents); left > 0; left -= 1) {
        const next = await made.next();
        if (next.done === true) throw new Error("there are fewer documents than were counted");
        yield next.value;
      }
    }
  } finally {
    await made.return(undefined);
  }
}

function blocksOf({ count }: CorpusDocuments): readonly number[] {
  return Array.from({ length: Math.ceil(count / BLOCK_DOCUMENTS) }, (_, block) => block);
}

function rangeOf(block: number, { count }: CorpusDocuments): RowRange {
  return { from: block * BLOCK_DOCUMENTS, to: Math.min(count, (block + 1) * BLOCK_DOCUMENTS) };
}

function sizeOf(blocks: readonly number[], documents: CorpusDocuments): number {
  return blocks.reduce((total, block) => {
    const { from, to } = rangeOf(block, documents);
    return total + to - from;
  }, 0);
}

function verdictsOf(
  blocks: readonly number[],
  documents: CorpusDocuments,
  { parameters, ...surroundings }: VerdictSurroundings,
  scratch: string,
  context: RunContext,
): AsyncGenerator<OwnVerdict> {
  const without = unneededMembers(parameters.corpus);
  const ranges = joinedRanges(blocks.map((block) => rangeOf(block, documents)));
  const chosen = async function* (): AsyncGenerator<PlacedDocument> {
    for (const range of ranges) yield* documents.documents(without, range);
  };
  return ownVerdicts(chosen(), parameters, surroundings, scratch, context);
}

/** Ascending ranges, those that touch as one. */
function joinedRanges(ranges: readonly RowRange[]): readonly RowRange[] {
  const joined: RowRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last?.to === range.from) joined[joined.length - 1] = { from: last.from, to: range.to };
    else joined.push(range);
  }
  return joined;
}

/** Whether a block's file is there with all its rows: power may have been lost since it was renamed. */
async function isWhole(folder: string, block: number, documents: CorpusDocuments): Promise<boolean> {
  const file = blockFile(folder, block);
  if (!existsSync(file)) return false;
  const rows = await rowCount(file).catch(() => undefined);
  return rows === sizeOf([block], documents);
}

async function* readBlock(file: string): AsyncGenerator<OwnVerdict> {
  const sql = "SELECT * FROM read_parquet($file)";
  for await (const record of queryRows({ sql, values: { file }, row: verdictRow })) {
    const { place, learned_quality: learnedQuality, rule, reason, hits } = record;
    yield {
      place: Number(place),
      learnedQuality,
      drop: rule === null || reason === null ? undefined : { rule, reason },
      hits: hits === null ? [] : hitsSchema.parse(JSON.parse(hits)),
    };
  }
}
