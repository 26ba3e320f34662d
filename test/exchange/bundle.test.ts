import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZipFile } from "yazl";
import type { Bundle } from "../../src/exchange/bundle/bundle-format.ts";
import { compareStages } from "../../src/exchange/bundle/compare-stages.ts";
import { portableAblation, portableCorpus } from "../../src/exchange/bundle/portable-file.ts";
import { portableRecord } from "../../src/exchange/bundle/portable-json.ts";
import { openBundle } from "../../src/exchange/bundle/read-bundle.ts";
import { writeBundle } from "../../src/exchange/bundle/write-bundle.ts";
import type { Stage } from "../../src/stage/stage.ts";

const corpus = `{
  // Where it is.
  "sources": [
    { "name": "here", "type": "folder", "path": "texts", "class": "text" },
    { "name": "far", "type": "folder", "path": "/home/me/secret-project/texts", "class": "text" },
    { "name": "app", "type": "git", "url": "https://me:token@example.org/app.git" },
    { "name": "many", "type": "git", "repositories": ["../../mirror", { "url": "https://example.org/b.git" }], "path": "src" }
  ],
  "decontaminate": { "benchmarks": [{ "name": "gsm8k", "path": "/data/gsm8k.jsonl" }] },
  "rules": "rules"
}`;

describe("what a bundle has of a user's files", () => {
  it("finds data beneath the bundle's own files, with comments kept and without passwords", () => {
    const { text, needs, includes } = portableCorpus(corpus, "texts", "/w/study", "/w/study");
    assert.ok(text.includes("// Where it is."));
    for (const place of ["/home/me", "/data/gsm8k", "token", "mirror"]) assert.ok(!text.includes(place), place);
    assert.deepEqual(
      needs.map(({ name, place }) => [name, place]),
      [
        ["app", "https://example.org/app.git"],
        ["many", "https://example.org/b.git"],
        ["here", "texts"],
        ["far", "data/texts/far"],
        ["many", "data/texts/many"],
        ["gsm8k", "data/texts/gsm8k"],
      ],
    );
    assert.deepEqual(includes, ["/w/study/rules"]);
    const model = portableAblation(`{ "model": { "from": "../../base" } }`, "/w/study/a", "/w/study");
    assert.ok(model.text.includes(`"from": "../data/checkpoint"`), model.text);
  });

  it("has no absolute path of a manifest", () => {
    const parameters = { source: { path: "/w/study/texts", url: "ssh://me@host/x" }, wordnet: "/usr/share/dict", n: 1 };
    assert.deepEqual(portableRecord(parameters, "/w/study"), {
      source: { path: "texts", url: "ssh://host/x" },
      wordnet: "elsewhere/dict",
      n: 1,
    });
  });
});

describe("comparing a bundle's stages with those here", () => {
  const measure: Stage = { kind: "measure", key: "m2", label: "measure a", parameters: { fingerprint: "f2", rulesFolder: "/x" }, inputs: {} }; // prettier-ignore
  const curate: Stage = { kind: "curate", key: "c2", label: "curate a", parameters: {}, inputs: { "measured:a": "m2" } }; // prettier-ignore
  const graph = { stages: new Map([measure, curate].map((stage) => [stage.key, stage])), armRuns: [], documents: {} };

  it("says what is another: content, code, inputs", () => {
    const theirs = { version: 7, complete: true };
    const bundled = [
      { ...measure, key: "m1", parameters: { fingerprint: "f1", rulesFolder: "rules" }, ...theirs, inputs: {} },
      { ...curate, key: "c1", parameters: {}, ...theirs, inputs: { "measured:a": "m1" } },
    ];
    assert.deepEqual(
      compareStages(bundled, graph, { measure: 7, curate: 8 }).map(({ state, reasons }) => [state, ...reasons]),
      [
        ["other", "the source holds other content"],
        ["other", "the code of curate is another: version 8 here, 7 in the bundle", "its input measure a is another"],
      ],
    );
  });
});

describe("opening a bundle from anybody", () => {
  let folder: string;
  let file: string;
  const experiment = Buffer.from("{}");
  const sha256 = createHash("sha256").update(experiment).digest("hex");
  const bundle: Bundle = {
    format: 1,
    ablate: "0.1.0",
    createdAt: "2026-01-01T00:00:00.000Z",
    experiment: "e",
    file: "files/e.json",
    stages: [],
    needs: [],
    contents: [{ path: "files/e.json", bytes: 2, sha256 }],
  };
  const description = (changes: Partial<Bundle> = {}) => {
    return { path: "ablate-bundle.json", content: Buffer.from(JSON.stringify({ ...bundle, ...changes })) };
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-bundle-"));
    file = join(folder, "e.zip");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const refused = async (why: RegExp): Promise<void> => {
    await assert.rejects(async () => {
      const opened = await openBundle(file);
      try {
        await opened.read("files/e.json");
      } finally {
        await opened.close();
      }
    }, why);
  };

  it("reads what was written, and the same entries make the same bytes", async () => {
    const entries = [description(), { path: "files/e.json", content: experiment }];
    await writeBundle(file, entries);
    const opened = await openBundle(file);
    assert.deepEqual(opened.bundle, bundle);
    assert.deepEqual(await opened.read("files/e.json"), experiment);
    await opened.close();
    await writeBundle(join(folder, "again.zip"), entries);
    assert.deepEqual(await readFile(join(folder, "again.zip")), await readFile(file));
  });

  it("refuses paths that lead out of it", async () => {
    await writeBundle(file, [description(), { path: "files/e.json", content: experiment }, { path: "files/aa/evil", content: experiment }]); // prettier-ignore
    const bytes = await readFile(file);
    const evil = Buffer.from(bytes.toString("latin1").replaceAll("files/aa/evil", "files/../evil"), "latin1");
    await writeFile(file, evil);
    await refused(/no bundle to be trusted/);
  });

  it("refuses links, places of its own, what is there twice and what it does not describe", async () => {
    const write = async (name: string, mode: number): Promise<void> => {
      const archive = new ZipFile();
      archive.addBuffer(description().content, "ablate-bundle.json");
      archive.addBuffer(experiment, "files/e.json");
      archive.addBuffer(Buffer.from("/etc/passwd"), name, { mode });
      archive.end();
      const parts: Buffer[] = [];
      for await (const part of archive.outputStream) parts.push(Buffer.from(part));
      await writeFile(file, Buffer.concat(parts));
    };
    await write("files/link", 0o120777);
    await refused(/is a link or a device/);
    await write(".vscode/tasks.json", 0o100644);
    await refused(/has no place in a bundle/);
    await write("files/E.JSON", 0o100644);
    await refused(/is there twice/);
    await write("files/other.json", 0o100644);
    await refused(/does not say what files\/other.json is/);
  });

  it("refuses to describe what it has not, wherever that would lie", async () => {
    const elsewhere = { path: "files/../../elsewhere/x", bytes: 2, sha256 };
    await writeBundle(file, [description({ contents: [...bundle.contents, elsewhere] }), { path: "files/e.json", content: experiment }]); // prettier-ignore
    await refused(/"files\/..\/..\/elsewhere\/x" is missing/);
  });

  it("refuses what would be too large when it is unpacked, before it unpacks it", async () => {
    await writeBundle(file, [description(), { path: "files/e.json", content: experiment }]);
    const bytes = await readFile(file);
    // The uncompressed size in the central directory (APPNOTE 4.3.12): 24 bytes after the signature of the second entry.
    const signature = Buffer.from("PK\u0001\u0002", "latin1");
    bytes.writeUInt32LE(512 * 2 ** 20 + 1, bytes.lastIndexOf(signature) + 24);
    await writeFile(file, bytes);
    await refused(/"files\/e.json" is too large/);
  });

  it("refuses other content than it describes, newer formats, and what is no bundle", async () => {
    await writeBundle(file, [description(), { path: "files/e.json", content: Buffer.from("[]") }]);
    await refused(/files\/e.json is not what it was/);
    await writeBundle(file, [description({ format: 2 }), { path: "files/e.json", content: experiment }]);
    await refused(/of format 2; this Ablate reads 1/);
    await writeFile(file, "not a zip archive");
    await refused(/it is no zip archive/);
  });
});
