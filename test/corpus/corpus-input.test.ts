import assert from "node:assert/strict";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fingerprintSource } from "../../src/corpus/corpus-input.ts";
import { corpusSourceSchema } from "../../src/experiment/corpus-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("the fingerprint of a source", () => {
  const folder = temporaryFolder();
  const fingerprint = (path = join(folder.path, "source")): Promise<string> => {
    const source = { name: "app", type: "folder", path, class: "code", exclude: ["*.log"] };
    const cacheFolder = join(folder.path, "cache");
    return fingerprintSource(corpusSourceSchema.parse(source), 10, cacheFolder, new AbortController().signal);
  };

  it("changes with names and contents of the files that are taken, and with nothing else", async () => {
    folder.write("source/a.js", "one");
    const before = await fingerprint();
    utimesSync(join(folder.path, "source/a.js"), 1, 1);
    folder.write("source/b.log", "excluded");
    assert.equal(await fingerprint(), before);
    folder.write("source/a.js", "two");
    const changed = await fingerprint();
    assert.notEqual(changed, before);
    folder.write("source/c.js", "");
    assert.notEqual(await fingerprint(), changed);
  });

  it("is the same with and without its cache", async () => {
    folder.write("source/a.js", "one");
    folder.write("source/large.bin", "more than ten bytes");
    const first = await fingerprint();
    assert.equal(await fingerprint(), first);
    assert.ok(!readdirSync(folder.path).includes("content-hashes"));
  });

  it("is the same for a folder that was moved", async () => {
    for (const copy of ["source", "elsewhere"]) folder.write(`${copy}/a.js`, "one");
    assert.equal(await fingerprint(join(folder.path, "elsewhere")), await fingerprint());
  });

  it("names a folder that is not there", async () => {
    await assert.rejects(fingerprint("/no/such/folder"), /Source "app": there is no folder \/no\/such\/folder/);
  });
});
