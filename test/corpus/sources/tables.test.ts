import { DuckDBInstance } from "@duckdb/node-api";
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { openSource } from "../../../src/corpus/sources/open-source.ts";
import { jsonLines } from "../../../src/corpus/sources/tables/json-lines.ts";
import { isoTime } from "../../../src/corpus/sources/tables/iso-time.ts";
import { unpackedBytes } from "../../../src/corpus/sources/tables/unpacked-bytes.ts";
import { StageError } from "../../../src/stage/runner.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { declared, documentsOf, fingerprintOf, type ReadDocument } from "./documents-of.ts";

describe("a table as a source", () => {
  const folder = temporaryFolder();
  const rows = (members: object = {}): Promise<ReadDocument[]> =>
    documentsOf({ name: "t", type: "table", class: "code", path: join(folder.path, "data"), ...members }, folder.path);
  const texts = async (members?: object): Promise<unknown[]> =>
    (await rows(members)).map(({ path, text, problem }) => [path, text ?? problem]);
  const query = async (sql: string): Promise<void> => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(sql);
    connection.closeSync();
    instance.closeSync();
  };

  it("has a document in each row, in the order of files and rows, plain or packed", async () => {
    folder.write("data/a.jsonl", '{"text":"one"}\n\n{"text":"two"}');
    folder.write("data/b.jsonl.gz", Buffer.concat([gzipSync('{"text":"three"}\n'), gzipSync('{"text":"four"}\n')]));
    folder.write(
      "data/c.jsonl.zst",
      Buffer.concat([zstdCompressSync('{"text":"5"}\n'), zstdCompressSync('{"text":"6"}\n')]),
    );
    folder.write("data/d.json", '\ufeff[ {"text": "[}\\"", "meta": {"a": [1]}},\n{"text":"eight"} ]\n');
    folder.write("data/e.csv", 'id,text\n1,"nine, ""9""\n"\n2,ten\n');
    folder.write("data/f.tsv.gz", gzipSync("text\tid\neleven\t1\n"));
    folder.write("data/README.md", "not a table");
    assert.deepEqual(await texts(), [
      ["a.jsonl/1", "one"],
      ["a.jsonl/3", "two"],
      ["b.jsonl.gz/1", "three"],
      ["b.jsonl.gz/2", "four"],
      ["c.jsonl.zst/1", "5"],
      ["c.jsonl.zst/2", "6"],
      ["d.json/1", '[}"'],
      ["d.json/2", "eight"],
      ["e.csv/2", 'nine, "9"\n'],
      ["e.csv/4", "ten"],
      ["f.tsv.gz/2", "eleven"],
    ]);
  });

  it("reads Parquet in the layout of The Stack", async () => {
    folder.write("data/x", "");
    const file = join(folder.path, "data/it's [0].parquet");
    await query(`COPY (SELECT * FROM (VALUES
        ('int x;', 'C', 'src/../../x.c', 'o/n', ['MIT', 'ISC'], repeat('a', 40), repeat('b', 40)),
        (repeat('long', 300), 'C++', 'y.cc', 'o/n', [], repeat('a', 40), repeat('c', 40)))
      AS t(content, lang, max_stars_repo_path, max_stars_repo_name, max_stars_repo_licenses, max_stars_repo_head_hexsha, hexsha))
      TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
    const [first, large] = await rows({ layout: "the-stack" });
    assert.deepEqual(first, {
      path: "o/n/src/x.c",
      text: "int x;",
      size: 6,
      class: undefined,
      language: "C",
      licence: "MIT AND ISC",
      repository: "o/n",
      revision: "a".repeat(40),
      blob: "b".repeat(40),
      time: undefined,
    });
    assert.deepEqual([large?.path, large?.size, large?.text], ["o/n/y.cc", 1200, undefined]);
  });

  for (const [packing, version] of [
    ["uncompressed", "V1"],
    ["snappy", "V1"],
    ["gzip", "V1"],
    ["zstd", "V2"],
    ["brotli", "V1"],
    ["lz4_raw", "V1"],
  ]) {
    it(`reads texts of Parquet packed by ${packing ?? ""} (${version ?? ""}): few and many, long, empty and null ones`, async () => {
      const file = join(folder.path, "texts.parquet");
      await query(`COPY (SELECT CASE WHEN i % 7 = 0 THEN NULL WHEN i % 2 = 0 THEN 'é' || i % 5 ELSE repeat('x', i % 900) END AS text,
          'f' || i AS path, i AS time FROM range(5000) t(i))
        TO '${file}' (FORMAT parquet, COMPRESSION ${packing ?? ""}, PARQUET_VERSION ${version ?? ""}, ROW_GROUP_SIZE 2048)`);
      const found = await rows({ path: file });
      const expected = Array.from({ length: 5000 }, (_, index) => {
        const text = index % 2 === 0 ? `é${String(index % 5)}` : "x".repeat(index % 900);
        return [`f${String(index)}`, index % 7 === 0 || text === "" ? undefined : text];
      });
      assert.deepEqual(
        found.map(({ path, text }) => [path, text]),
        expected,
      );
    });
  }

  it("takes columns that the source names, members of objects too", async () => {
    const meta = JSON.stringify({ licence: "MIT", at: 1700000000, kind: "markup", lang: "c++" });
    folder.write("data/a.jsonl", `{"body":"x","meta":${meta}}\n{"body":"y","meta":${JSON.stringify(meta)}}\n`);
    const columns = {
      text: "body",
      licence: "meta.licence",
      time: "meta.at",
      class: "meta.kind",
      language: "meta.lang",
    };
    for (const row of await rows({ columns })) {
      assert.deepEqual(
        [row.licence, row.time, row.class, row.language],
        ["MIT", "2023-11-14T22:13:20.000Z", "markup", "C++"],
      );
    }
  });

  it("names wrong rows and goes on after them", async () => {
    folder.write("data/a.jsonl", '{"text":"one"}\n{"text":\n[]\n{"text":7}\n{"text":"two"}\n');
    folder.write("data/b.csv", 'text,id\n"a"b,1\nc\nd,4\n');
    const found = await texts();
    assert.deepEqual(
      found.map((row) => String(row).slice(0, 42)),
      [
        "a.jsonl/1,one",
        "a.jsonl/2,row 2: it is not JSON (Unexpecte",
        "a.jsonl/3,row 3: it is no JSON object",
        "a.jsonl/4,row 4: there is no text in text ",
        "a.jsonl/5,two",
        "b.csv/2,row 2: there is text after a closi",
        "b.csv/3,row 3: it has 1 fields, the first ",
        "b.csv/4,d",
      ],
    );
  });

  it("fails, with the file's name, where a file is cut off, or goes on when told to", async () => {
    await query(
      `COPY (SELECT repeat('x', 100) AS text FROM range(1000)) TO '${folder.path}/whole.parquet' (FORMAT parquet)`,
    );
    const whole: Record<string, Uint8Array> = {
      "a.jsonl.gz": gzipSync('{"text":"one"}\n'.repeat(1000)),
      "b.jsonl.zst": zstdCompressSync('{"text":"one"}\n'.repeat(1000)),
      "c.parquet": readFileSync(join(folder.path, "whole.parquet")),
      "d.json": Buffer.from('[{"text":"one"},{"text":"tw"}'),
      "e.csv": Buffer.from('text,id\none,1\n"two,2\nthree,3\n'),
    };
    for (const [name, bytes] of Object.entries(whole))
      folder.write(`data/${name}`, bytes.subarray(0, bytes.length - 4));
    for (const name of Object.keys(whole)) {
      await assert.rejects(rows({ include: [name] }), (error: Error) => {
        assert.match(error.message, new RegExp(`^Source "t": ${name}: `));
        return error instanceof StageError;
      });
    }
    const skipped = (await rows({ skipFailed: true })).filter(({ problem }) => problem !== undefined);
    assert.deepEqual(
      skipped.map(({ path }) => path),
      Object.keys(whole),
    );
  });

  it("says which columns there are where the text is not among them", async () => {
    folder.write("data/a.csv", "id,body\n1,x\n");
    await assert.rejects(rows(), /a\.csv: it has no column text or content or code, but id, body/);
  });

  it("holds no line that is larger than memory should be, and no file that unpacks without end", async function () {
    this.timeout(60_000);
    const piece = Buffer.alloc(1 << 20, "x");
    const pieces = async function* (): AsyncGenerator<Buffer> {
      for (let megabytes = 0; megabytes < 100; megabytes += 1) yield await Promise.resolve(piece);
      yield Buffer.from('\n{"text":"after"}');
    };
    const found: unknown[] = [];
    for await (const { problem, columns } of jsonLines(pieces())) found.push(problem?.bytes ?? columns);
    assert.deepEqual(found, [100 << 20, { text: "after" }]);

    folder.write("bomb.gz", gzipSync(Buffer.alloc(100 << 20)));
    const unpack = async (): Promise<void> => {
      const bomb = unpackedBytes(
        Buffer.from(join(folder.path, "bomb.gz")),
        "gzip",
        new AbortController().signal,
        () => undefined,
      );
      for await (const bytes of bomb) assert.ok(bytes.length <= 1 << 18);
    };
    await assert.rejects(unpack(), /unpacks to more than 400 times its size/);
  });

  it("tells how many of its bytes are read, packed ones as they are packed", async () => {
    const rows = Array.from({ length: 500 }, (_, index) => `${JSON.stringify({ text: `${index} `.repeat(200) })}\n`);
    folder.write("positions/a.jsonl", rows.join(""));
    folder.write("positions/b.jsonl.gz", gzipSync(rows.join("")));
    const signal = new AbortController().signal;
    const source = openSource(
      declared({ name: "t", type: "table", class: "text", path: join(folder.path, "positions") }),
      1000,
      folder.path,
    );
    const positions: number[] = [];
    let reached = 0;
    const listener = { reached: (amount: number) => void (reached = amount) };
    for await (const _file of source.files(signal, listener)) positions.push(reached);
    const sizes = ["a.jsonl", "b.jsonl.gz"].map((name) => statSync(join(folder.path, "positions", name)).size);
    const [plain = 0, packed = 0] = sizes;
    assert.deepEqual(await source.extent?.(signal), { amount: plain + packed, unit: "bytes" });
    assert.deepEqual([positions.length, positions[499], positions.at(-1)], [1000, plain, plain + packed]);
    assert.deepEqual(
      positions,
      positions.toSorted((a, b) => a - b),
    );
  });

  it("has a fingerprint of names and contents", async () => {
    const of = (): Promise<string> =>
      fingerprintOf(
        { name: "t", type: "table", class: "code", path: join(folder.path, "data") },
        join(folder.path, "cache"),
      );
    folder.write("data/a.jsonl", '{"text":"one"}');
    const before = await of();
    folder.write("data/note.md", "not read");
    assert.equal(await of(), before);
    folder.write("data/a.jsonl", '{"text":"two"}');
    assert.notEqual(await of(), before);
  });
});

describe("a time in a column", () => {
  it("may be text, with or without a zone, or seconds or milliseconds", () => {
    const noon = "2024-06-30T12:00:00.000Z";
    for (const value of ["2024-06-30T14:00:00+02:00", "2024-06-30 12:00:00", 1719748800, 1719748800000, "1719748800"]) {
      assert.equal(isoTime(value), noon);
    }
    for (const value of ["", "yesterday", null, {}]) assert.equal(isoTime(value), undefined);
  });
});
