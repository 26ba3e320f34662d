import assert from "node:assert/strict";
import { inspectPath } from "../../src/corpus/inspect.ts";
import type { Inspection } from "../../src/corpus/inspection.ts";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { grammarsFolder } from "../fixtures/curate-corpus.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const workerFile = new URL("../../src/corpus/explain/explain-worker.ts", import.meta.url);

describe("an inspected notebook", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("is measured as the source that has it would give it", async () => {
    const cell = {
      cell_type: "code",
      metadata: {},
      execution_count: 1,
      source: ["x = 1\n", "y = x + 1\n"],
      outputs: [],
    };
    const kernel = { kernelspec: { name: "python3", language: "python" }, language_info: { name: "python" } };
    const notebook = { nbformat: 4, nbformat_minor: 5, metadata: kernel, cells: [cell] };
    folder.write("a.ipynb", JSON.stringify(notebook));
    folder.write("broken.ipynb", "{");
    const inspected = async (notebooks: string): Promise<Inspection[]> => {
      const sources = [{ name: "app", type: "folder", path: folder.path, class: "code", notebooks }];
      const corpus = corpusFileSchema.parse({ sources });
      const settings = { workerFile, grammarsFolder, corpus, threads: 1, signal: new AbortController().signal };
      const found: Inspection[] = [];
      for await (const inspection of inspectPath(folder.path, settings)) found.push(inspection);
      return found;
    };
    const [script, broken] = await inspected("script");
    assert.deepEqual([script?.language, script?.kept], ["Python", true]);
    assert.equal(script?.signals["parseErrorShare"], 0);
    assert.match(broken?.reason ?? "", /^it cannot be read: /);
    const [structured] = await inspected("structured");
    assert.equal(structured?.language, "Jupyter Notebook");
    assert.ok(structured.bytes < JSON.stringify(notebook).length);
    assert.equal((await inspected("raw"))[0]?.bytes, JSON.stringify(notebook).length);
  });
});
