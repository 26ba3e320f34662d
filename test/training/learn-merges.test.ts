import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { learnMerges } from "../../src/training/learn-merges.ts";

const learntFile = z.object({ model: z.object({ merges: z.array(z.tuple([z.string(), z.string()])) }) });

describe("learning merges", () => {
  it("joins the commonest pair first, of pairs as common the one of the earlier tokens", () => {
    // aab: a,a 3 and a,b 3; then aa,b 3; then c,d 2.
    const frequencies = new Map([
      ["aab", 3],
      ["cd", 2],
    ]);
    assert.deepEqual(learnMerges(frequencies, 10), [
      ["a", "a"],
      ["aa", "b"],
      ["c", "d"],
    ]);
    assert.deepEqual(learnMerges(frequencies, 1), [["a", "a"]]);
  });

  it("finds the merges that Hugging Face's training finds, as far as that goes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ablate-merges-"));
    const program = join(import.meta.dirname, "..", "..", "src", "training", "tokenizer-process.ts");
    const learnt = async (vocabulary: number): Promise<readonly unknown[]> => {
      const output = join(folder, `${String(vocabulary)}.json`);
      await promisify(execFile)(process.execPath, [program, join(folder, "sample"), output, String(vocabulary)]);
      return learntFile.parse(JSON.parse(await readFile(output, "utf8"))).model.merges;
    };
    try {
      // Prose and code, many pairs as common as others, repetitions that overlap, and characters of several bytes.
      const source = await readFile(program, "utf8");
      await writeFile(
        join(folder, "sample"),
        `${source}aaaa aaaaa banana bananas 漢字 漢字漢 naïve\r\n\tend without a line end`,
      );
      const native = await learnt(30_000);
      assert.ok(native.length > 250);
      assert.deepEqual(await learnt(30_001), native);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
