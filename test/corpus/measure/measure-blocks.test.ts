import assert from "node:assert/strict";
import { join } from "node:path";
import { createMeasureRunner } from "../../../src/corpus/measure/stage.ts";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import type { StageWork } from "../../../src/stage/runner.ts";
import { grammarsFolder, measureParameters } from "../../fixtures/curate-corpus.ts";
import { parquetContents } from "../../fixtures/parquet-contents.ts";
import { runContext, stageWork } from "../../fixtures/run-stage.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** More than three blocks of 1024. */
const DOCUMENTS = 3500;

describe("a measure stage that is divided", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("gives the same documents as one that is not, in the same order, and takes up what is finished", async () => {
    for (let index = 0; index < DOCUMENTS; index += 1) {
      // Files that are too large are not read, which makes most of them quick.
      const name = `${String(index).padStart(5, "0")}.txt`;
      folder.write(`source/${name}`, index % 100 === 0 ? `text ${String(index)}` : "a text that is far too large");
    }
    const corpus = corpusFileSchema.parse({
      sources: [{ name: "app", type: "folder", path: join(folder.path, "source"), class: "text" }],
      maxFileBytes: 12,
    });
    const cacheFolder = join(folder.path, "cache");
    const workerFile = new URL("../../../src/corpus/measure/analysis-worker.ts", import.meta.url);
    const runner = createMeasureRunner({ workerFile, grammarsFolder, cacheFolder });
    const [parameters = {}] = await measureParameters(corpus, cacheFolder);
    const work = (name: string): Promise<StageWork> => stageWork(runner, join(folder.path, name), parameters, {});
    const shard = async (of: number, index: number): Promise<number> => {
      const context = runContext();
      await runner.runShard?.(await work("divided"), { index, of }, context);
      return context.reports.at(-1)?.documents?.done ?? 0;
    };

    await runner.run([await work("whole")], runContext());
    // Shard 0 of 2 ends; then the stage is divided among 3, which measure what is left.
    assert.equal(await shard(2, 0), 2 * 1024);
    const counts = await Promise.all([0, 1, 2].map((index) => shard(3, index)));
    assert.deepEqual(counts, [DOCUMENTS - 3 * 1024, 1024, 0]);
    const context = runContext();
    await runner.run([await work("divided")], context);

    const written = (name: string): Promise<string> => parquetContents(join(folder.path, name, "documents.parquet"));
    assert.equal(await written("divided"), await written("whole"));
    assert.deepEqual(
      context.reports.map(({ documents }) => documents?.done),
      [DOCUMENTS, DOCUMENTS],
    );
  });
});
