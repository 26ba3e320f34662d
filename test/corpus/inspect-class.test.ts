import assert from "node:assert/strict";
import { join } from "node:path";
import { inspectPath } from "../../src/corpus/inspect.ts";
import type { Inspection } from "../../src/corpus/inspection.ts";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { grammarsFolder } from "../fixtures/curate-corpus.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const workerFile = new URL("../../src/corpus/explain/explain-worker.ts", import.meta.url);

describe("an inspected file of a corpus", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("is of the class and under the path that its source gives it, and any other file as its language suggests", async () => {
    for (const place of ["vendor/app", "vendor/other"]) folder.write(`${place}/a.py`, "total = 1\n");
    const sources = [{ name: "app", type: "folder", path: join(folder.path, "vendor/app"), class: "synthetic" }];
    const corpus = corpusFileSchema.parse({ sources });
    const settings = { workerFile, grammarsFolder, corpus, threads: 1, signal: new AbortController().signal };
    const found: Inspection[] = [];
    for await (const inspection of inspectPath(folder.path, settings)) found.push(inspection);
    assert.deepEqual(
      found.map(({ path, class: documentClass, signals }) => [path, documentClass, signals["vendoredPath"]]),
      [
        ["vendor/app/a.py", "synthetic", 0],
        ["vendor/other/a.py", "code", 1],
      ],
    );
  });
});
