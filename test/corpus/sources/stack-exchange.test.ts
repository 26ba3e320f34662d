import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { htmlText } from "../../../src/corpus/formats/html-text.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { openSource } from "../../../src/corpus/sources/open-source.ts";
import { declared, documentsOf, type ReadDocument } from "./documents-of.ts";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

describe("a StackExchange dump as a source", () => {
  const folder = temporaryFolder();
  const row = (attributes: Readonly<Record<string, string>>): string =>
    `  <row ${Object.entries(attributes)
      .map(([name, value]) => `${name}="${escaped(value)}"`)
      .join(" ")} />\n`;
  const documents = (xml: string, members: object = {}): Promise<ReadDocument[]> => {
    folder.write("Posts.xml", xml);
    const source = {
      name: "se",
      type: "stack-exchange" as const,
      class: "adjacent" as const,
      path: join(folder.path, "Posts.xml"),
    };
    return documentsOf({ ...source, minCharacters: 20, ...members }, join(folder.path, "cache"));
  };
  const dump = (rows: string): string => `\ufeff<?xml version="1.0" encoding="utf-8"?>\n<posts>\n${rows}</posts>`;

  it("has questions with their answers, the best first, wherever these stand in the dump", async () => {
    const rows = [
      row({ Id: "4", PostTypeId: "2", ParentId: "5", Score: "1", Body: "<p>Early.</p>" }),
      row({
        Id: "5",
        PostTypeId: "1",
        Score: "3",
        Title: "Why & how?",
        Body: "<p>It <b>is</b> so:</p><pre><code>a &lt;  b\n</code></pre>",
        CreationDate: "2024-01-02T03:04:05.678",
        ContentLicense: "CC BY-SA 4.0",
      }),
      row({ Id: "6", PostTypeId: "4", Body: "a wiki" }),
      row({ Id: "7", PostTypeId: "2", ParentId: "99", Score: "1", Body: "lost" }),
      row({
        Id: "8",
        PostTypeId: "2",
        ParentId: "5",
        Score: "9",
        Body: "<p>Best.</p>",
        ContentLicense: "CC BY-SA 3.0",
      }),
      row({ Id: "9", PostTypeId: "1", Score: "0", Title: "", Body: "" }),
    ];
    const [found, empty, lost, ...more] = await documents(dump(rows.join("")));
    assert.deepEqual(more, []);
    assert.deepEqual(
      [empty, lost].map((document) => [document?.path, document?.rule, document?.problem]),
      [
        ["questions/9", "too-short", "its 0 characters are fewer than minCharacters, 20"],
        ["answers/7", "no-question", "its question, 99, is not in the dump"],
      ],
    );
    assert.deepEqual(
      [found],
      [
        {
          path: "questions/5",
          revision: null,
          language: "Text",
          licence: "CC-BY-SA-4.0 AND CC-BY-SA-3.0",
          time: "2024-01-02T03:04:05.678Z",
          text: "<issue_start>Title: Why & how?\nIt is so:\n\na <  b\nUpvotes: 3<issue_comment>Best.\nUpvotes: 9<issue_comment>Early.\nUpvotes: 1",
        },
      ].map((document) => ({ ...document, size: Buffer.byteLength(document.text) })),
    );
    const [strict] = await documents(dump(rows.join("")), { minUpvotes: 5 });
    assert.match(strict?.text ?? "", /Upvotes: 9$/);
    assert.deepEqual(readdirSync(join(folder.path, "cache/posts")), []);
  });

  it("tells how far it is while it reads the dump, before the first question comes", async () => {
    const posts = Array.from({ length: 4000 }, (_, index) =>
      row({
        Id: String(index + 1),
        PostTypeId: "1",
        Title: `Question ${String(index)}`,
        Body: "What is it? ".repeat(20),
      }),
    );
    folder.write("Posts.xml", dump(posts.join("")));
    const path = join(folder.path, "Posts.xml");
    const source = openSource(
      declared({ name: "se", type: "stack-exchange", class: "adjacent", path }),
      10_000,
      folder.path,
    );
    const { signal } = new AbortController();
    const reached: number[] = [];
    let beforeFirst: number | undefined;
    for await (const _file of source.files(signal, { reached: (amount) => void reached.push(amount) }))
      beforeFirst ??= reached.length;
    const { size } = statSync(path);
    assert.deepEqual(await source.extent?.(signal), { amount: size, unit: "bytes" });
    // It is read in several pieces; then half of the way is behind it.
    assert.ok((beforeFirst ?? 0) > 2);
    assert.deepEqual(
      reached,
      reached.toSorted((a, b) => a - b),
    );
    assert.ok(reached.slice(0, beforeFirst).some((amount) => Math.abs(amount - size / 2) < 0.01 * size));
    assert.equal(reached.at(-1), size);
  });

  it("refuses entities that it would have to define, and what is no XML", async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${"ha".repeat(100)}"><!ENTITY b "&a;&a;&a;">]><posts>&b;</posts>`;
    await assert.rejects(documents(bomb), /Source "se": Posts\.xml: it has a document type declaration/);
    await assert.rejects(documents("<posts><row Id='1'></posts>"), /no well-formed XML/);
    await assert.rejects(documents(dump("").slice(0, -3)), /no well-formed XML/);
    await assert.rejects(documents(dump('<row Body="&undefined;"/>')), /no well-formed XML/);
  });
});

describe("the text of HTML", () => {
  const cases: readonly [html: string, text: string][] = [
    ["<p>one\n two</p><p>three</p>", "one two\n\nthree"],
    ["a<br>b <i>c</i><script>x()</script>", "a\nb c"],
    ["<ul><li>one</li><li>two</li></ul>", "- one\n- two"],
    ["<pre>  x\n    y</pre>z", "x\n    y\n\nz"],
    ["<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"],
    ["&amp;lt; &nbsp;&#x41; <b>unclosed", "&lt; \u00a0A unclosed"],
    ["<b>a</b> <b>b</b>", "a b"],
  ];
  for (const [html, text] of cases) {
    it(`${JSON.stringify(html)} is ${JSON.stringify(text)}`, () => {
      assert.equal(htmlText(html), text);
    });
  }
});
