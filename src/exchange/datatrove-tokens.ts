import { constants } from "node:fs";
import { copyFile, open, writeFile } from "node:fs/promises";
import { openTokenShard } from "../training/token-shard.ts";

const ENDS_PER_WRITE = 65_536;

/**
 * Writes a token shard in the format of datatrove's `TokenizedFile`: `FILE` has the ids one after another (uint16 or uint32,
 * little-endian), `FILE.index` the end of every document in tokens (uint64), `FILE.metadata` three lines: tokenizer and bytes of an id,
 * tokens, and tokens for people. Ids are never negative, so that Megatron's int32 and datatrove's uint32 are the same bytes.
 */
export async function writeDatatroveTokens(prefix: string, file: string, tokenizer: string): Promise<void> {
  const shard = await openTokenShard(prefix);
  try {
    await copyFile(`${prefix}.bin`, file, constants.COPYFILE_FICLONE);
    const tokens = await writeEnds(`${file}.index`, shard.lengths);
    const idBytes = shard.type === "uint16" ? 2 : 4;
    await writeFile(`${file}.metadata`, `${tokenizer}|${idBytes}\n${tokens}\n${metric(tokens)}T`);
  } finally {
    await shard.close();
  }
}

/** Writes where documents of these lengths end; resolves to where the last one does. */
async function writeEnds(file: string, lengths: readonly number[]): Promise<number> {
  const index = await open(file, "w");
  let end = 0;
  try {
    for (let first = 0; first < lengths.length; first += ENDS_PER_WRITE) {
      const part = lengths.slice(first, first + ENDS_PER_WRITE);
      const bytes = Buffer.alloc(part.length * 8);
      for (const [place, length] of part.entries()) {
        end += length;
        bytes.writeBigUInt64LE(BigInt(end), place * 8);
      }
      await index.writeFile(bytes);
    }
  } finally {
    await index.close();
  }
  return end;
}

/** A count with three figures and a metric prefix, as the package humanize writes it: "9.00 ", "1.23 k". */
function metric(count: number): string {
  const thousands = count < 1000 ? 0 : Math.floor(Math.log10(count) / 3);
  return `${(count / 1000 ** thousands).toPrecision(3)} ${["", "k", "M", "G", "T"][thousands] ?? ""}`;
}
