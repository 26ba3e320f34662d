import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTokenShard, tokenIdType, TokenShardWriter } from "../../src/training/token-shard.ts";

describe("token shard", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-shard-"));
  });

  after(() => rm(folder, { recursive: true }));

  const write = async (name: string, type: "uint16" | "int32", documents: readonly number[][]): Promise<string> => {
    const prefix = join(folder, name);
    const writer = await TokenShardWriter.create(prefix, type);
    for (const ids of documents) await writer.append(ids);
    await writer.finish();
    await writer.close();
    return prefix;
  };

  it("is Megatron's format, byte for byte", async () => {
    const prefix = await write("narrow", "uint16", [[1, 258, 0], [65535, 0]]); // prettier-ignore
    assert.equal((await readFile(`${prefix}.bin`)).toString("hex"), "0100" + "0201" + "0000" + "ffff" + "0000");
    const int32 = (value: number): string => value.toString(16).padStart(2, "0") + "00".repeat(3);
    const int64 = (value: number): string => value.toString(16).padStart(2, "0") + "00".repeat(7);
    const expected = [
      Buffer.from("MMIDIDX\0\0", "latin1").toString("hex"),
      int64(1), // version
      "08", // uint16
      int64(2), // sequences
      int64(3), // document indices
      int32(3) + int32(2), // lengths
      int64(0) + int64(6), // byte offsets
      int64(0) + int64(1) + int64(2), // first sequence of each document, and the end
    ];
    assert.equal((await readFile(`${prefix}.idx`)).toString("hex"), expected.join(""));
  });

  it("stores ids above 65535 in four bytes", async () => {
    assert.equal(tokenIdType(65_536), "uint16");
    assert.equal(tokenIdType(65_537), "int32");
    const prefix = await write("wide", "int32", [[65_536], [], [7, 0]]);
    const shard = await openTokenShard(prefix);
    assert.deepEqual([shard.type, shard.lengths], ["int32", [1, 0, 2]]);
    assert.deepEqual(await Promise.all([0, 1, 2].map((sequence) => shard.read(sequence))), [[65_536], [], [7, 0]]);
    await shard.close();
  });

  it("streams more than its buffer holds", async () => {
    const ids = Array.from({ length: 700_000 }, (_, index) => index % 65_521);
    const prefix = await write("long", "uint16", [ids.slice(0, 699_999), ids.slice(699_999)]);
    const shard = await openTokenShard(prefix);
    assert.deepEqual([...(await shard.read(0)), ...(await shard.read(1))], ids);
    await shard.close();
  });

  it("refuses what is not a shard", async () => {
    const prefix = join(folder, "other");
    await writeFile(`${prefix}.idx`, "not an index, though it is longer than a header");
    await assert.rejects(openTokenShard(prefix), /is not the index of a token shard/);
  });
});
