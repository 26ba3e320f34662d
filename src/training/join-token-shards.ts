import { createReadStream } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { openTokenShard, type TokenIdType, tokenShardIndex } from "./token-shard.ts";

/** Writes token shards one after another as one, `PREFIX.bin` and `PREFIX.idx`: the file that one process would have written. */
export async function joinTokenShards(
  prefixes: readonly string[],
  prefix: string,
  type: TokenIdType,
  signal: AbortSignal,
): Promise<void> {
  const lengths: number[] = [];
  const bin = await open(`${prefix}.bin`, "w");
  try {
    for (const part of prefixes) {
      const shard = await openTokenShard(part);
      for (const length of shard.lengths) lengths.push(length);
      await shard.close();
      for await (const chunk of createReadStream(`${part}.bin`, { signal })) await bin.writeFile(Buffer.from(chunk));
    }
  } finally {
    await bin.close();
  }
  await writeFile(`${prefix}.idx`, tokenShardIndex(lengths, type));
}
