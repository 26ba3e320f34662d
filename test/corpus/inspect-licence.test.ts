import assert from "node:assert/strict";
import { join } from "node:path";
import spdxTexts from "spdx-license-list/spdx-full.json" with { type: "json" };
import { inspectPath } from "../../src/corpus/inspect.ts";
import { corpusFileSchema } from "../../src/experiment/corpus-file.ts";
import { grammarsFolder } from "../fixtures/curate-corpus.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const workerFile = new URL("../../src/corpus/explain/explain-worker.ts", import.meta.url);

describe("the licence of an inspected file", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  async function inspected(path: string, source: object = {}): Promise<readonly (readonly unknown[])[]> {
    const sources = [{ name: "app", type: "folder", path: join(folder.path, "app"), class: "code", ...source }];
    const corpus = corpusFileSchema.parse({ sources, licences: { allow: "permissive" } });
    const { signal } = new AbortController();
    const found: (readonly unknown[])[] = [];
    const settings = { workerFile, grammarsFolder, corpus, threads: 1, signal };
    for await (const { licence, licenceOrigin, rule } of inspectPath(join(folder.path, path), settings))
      found.push([licence, licenceOrigin, rule]);
    return found;
  }

  it("is that of the nearest licence file above it, as its source would have it", async () => {
    folder.write("COPYING", spdxTexts["GPL-2.0-only"].licenseText);
    folder.write("app/LICENSE", spdxTexts.MIT.licenseText);
    folder.write("app/src/a.js", "export const first = 1;\n");
    folder.write("app/src/b.js", "// SPDX-License-Identifier: GPL-3.0-or-later\nexport const second = 2;\n");
    folder.write("app/vendor/package.json", '{ "license": "LGPL-3.0-only" }');
    folder.write("app/vendor/lib/c.js", "export const third = 3;\n");
    assert.deepEqual(await inspected("app/src/a.js"), [["MIT", "LICENSE", "kept"]]);
    assert.deepEqual(await inspected("app/src/b.js"), [["GPL-3.0-or-later", "its header", "licence"]]);
    assert.deepEqual(await inspected("app/vendor/lib/c.js"), [["LGPL-3.0-only", "vendor/package.json", "licence"]]);
    // Read anew when it changes.
    folder.write("app/LICENSE", spdxTexts["AGPL-3.0-only"].licenseText);
    assert.deepEqual(await inspected("app/src/a.js"), [["AGPL-3.0-only", "LICENSE", "licence"]]);
  });

  it("is never that of a file above its source, and is what the source declares where no file says it", async () => {
    folder.write("COPYING", spdxTexts["GPL-2.0-only"].licenseText);
    folder.write("app/a.js", "export const first = 1;\n");
    assert.deepEqual(await inspected("app/a.js"), [[null, null, "licence"]]);
    assert.deepEqual(await inspected("app/a.js", { licence: "ISC" }), [["ISC", "declared for its source", "kept"]]);
  });

  it("is looked for up to the top of its repository where no source has it", async () => {
    folder.write("other/.git/HEAD", "ref: refs/heads/main\n");
    folder.write("other/LICENSES/MIT.txt", spdxTexts.MIT.licenseText);
    folder.write("other/deep/down/a.js", "export const first = 1;\n");
    assert.deepEqual(await inspected("other/deep/down/a.js"), [["MIT", "LICENSES/MIT.txt", "kept"]]);
  });
});
