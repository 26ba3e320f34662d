import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeDatatroveTokens } from "../../src/exchange/datatrove-tokens.ts";
import { TokenShardWriter } from "../../src/training/token-shard.ts";
import { reference } from "./reference/reference.ts";

describe("tokens for other programs", () => {
  let folder: string;
  let prefix: string;
  const hex = async (file: string): Promise<string> => (await readFile(join(folder, file))).toString("hex");

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-tokens-"));
    prefix = join(folder, "code");
    const shard = await TokenShardWriter.create(prefix, "uint16");
    for (const ids of [[1, 258, 0], [299, 0], [7, 8, 9, 0]]) await shard.append(ids); // prettier-ignore
    await shard.finish();
    await shard.close();
  });

  after(() => rm(folder, { recursive: true }));

  it("are the bytes that Megatron's IndexedDatasetBuilder writes", async () => {
    for (const [file, bytes] of Object.entries(reference.megatron)) assert.equal(await hex(file), bytes, file);
    assert.equal(Object.keys(reference.megatron).length, 2);
  });

  it("are the bytes that datatrove's TokenizedFile writes", async () => {
    await writeDatatroveTokens(prefix, join(folder, "code.ds"), "tokenizer.json");
    for (const [file, bytes] of Object.entries(reference.datatrove)) assert.equal(await hex(file), bytes, file);
    assert.equal(Object.keys(reference.datatrove).length, 3);
  });
});
