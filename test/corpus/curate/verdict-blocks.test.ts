import assert from "node:assert/strict";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { createCurateRunner } from "../../../src/corpus/curate/stage.ts";
import { readCorpusInput } from "../../../src/corpus/corpus-input.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import { corpusStages } from "../../../src/experiment/graph.ts";
import type { StageWork } from "../../../src/stage/runner.ts";
import { writeMeasureSummary } from "../../../src/store/measure-summary.ts";
import { grammarsFolder } from "../../fixtures/curate-corpus.ts";
import { writeMeasured } from "../../fixtures/measured-documents.ts";
import { runContext, stageWork } from "../../fixtures/run-stage.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const QUESTION =
  "A farmer walks eleven miles to the market, sells nine baskets of plums for seven shillings each, and buys a goat. How much is left?";

describe("a curate stage that is divided", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const workerFile = new URL("../../../src/corpus/contamination/contamination-worker.ts", import.meta.url);
  const runner = createCurateRunner({ workerFile, grammarsFolder });

  /** Two sources with more than three blocks of 1024 together: bad ones, copies, and some that give away a benchmark. */
  async function measured(): Promise<Record<string, string>> {
    const inputs: Record<string, string> = {};
    for (const [name, count] of [
      ["one", 1500],
      ["two", 1700],
    ] as const) {
      const documents = Array.from({ length: count }, (_, index) => ({
        source: name,
        class: "text" as const,
        text: index % 400 === 7 ? `${String(index)}: ${QUESTION}` : `text ${String(index % 1200)}`,
        quality: (index % 10) / 10,
      }));
      inputs[`measured:${name}`] = join(folder.path, name);
      await writeMeasured(join(folder.path, name), documents);
      await writeMeasureSummary(join(folder.path, name), {
        unselected: { files: 0, ignoredFiles: 0, ignoredFolders: 0 },
      });
    }
    return inputs;
  }

  it("gives the same files as one that is not, byte for byte, and takes up what is finished and whole", async () => {
    folder.write("sums.jsonl", `${JSON.stringify({ id: "sums/1", question: QUESTION })}\n`);
    folder.write("text/any.txt", "any");
    const corpus = corpusFileSchema.parse({
      sources: ["one", "two"].map((name) => ({ name, type: "folder", path: join(folder.path, "text"), class: "text" })),
      filters: { quality: { min: 0.2 } },
      decontaminate: { benchmarks: [{ name: "sums", path: join(folder.path, "sums.jsonl") }], action: "redact" },
    });
    const places = { cacheFolder: join(folder.path, "cache"), grammarsFolder };
    const input = await readCorpusInput(corpus, places, new AbortController().signal);
    const { curate } = corpusStages("corpus", input, { measure: 1, curate: 1 });
    const inputs = await measured();
    const work = (name: string): Promise<StageWork> =>
      stageWork(runner, join(folder.path, name), curate.parameters, inputs);
    const shard = async (of: number, index: number): Promise<readonly number[]> => {
      const context = runContext();
      await runner.runShard?.(await work("divided"), { index, of }, context);
      return [context.reports[0]?.done ?? -1, context.reports.at(-1)?.done ?? -1, context.reports[0]?.total ?? -1];
    };

    await runner.run([await work("whole")], runContext());
    // Shard 0 of 2 ends; then the stage is divided among 3, of which one never runs.
    assert.deepEqual(await shard(2, 0), [0, 2048, 2048]);
    assert.deepEqual(await Promise.all([shard(3, 0), shard(3, 1)]), [
      [1024, 1152, 1152],
      [0, 1024, 1024],
    ]);
    const blocks = join(folder.path, "divided/blocks");
    assert.deepEqual(
      readdirSync(blocks).toSorted(),
      ["000000", "000001", "000002", "000003"].map((each) => `${each}.parquet`),
    );
    truncateSync(join(blocks, "000001.parquet"), 100);
    await runner.run([await work("divided")], runContext());

    const files = readdirSync(join(folder.path, "whole")).toSorted();
    assert.deepEqual(readdirSync(join(folder.path, "divided")).toSorted(), files);
    for (const file of files) {
      const [whole, divided] = ["whole", "divided"].map((name) => readFileSync(join(folder.path, name, file)));
      assert.ok(whole?.equals(divided ?? Buffer.alloc(0)), file);
    }
    // Documents 7, 407, 807 and 1207 of both sources, and 1607 of the second.
    const summary = readFileSync(join(folder.path, "whole/summary.json"), "utf8");
    assert.match(summary, /"contamination": \[\s*\{\s*"benchmark": "sums",\s*"items": 1,\s*"documents": 9\s*\}/);
  });
});
