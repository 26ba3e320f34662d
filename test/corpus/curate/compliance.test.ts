import assert from "node:assert/strict";
import { join } from "node:path";
import spdxTexts from "spdx-license-list/spdx-full.json" with { type: "json" };
import { z } from "zod";
import { corpusFileSchema } from "../../../src/experiment/corpus-file.ts";
import { readCorpusSummary } from "../../../src/store/corpus-summary.ts";
import { queryRows } from "../../../src/store/query.ts";
import { curateCorpus } from "../../fixtures/curate-corpus.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const rowSchema = z.object({
  path: z.string(),
  licence: z.string().nullable(),
  rule: z.string(),
  reason: z.string(),
  text: z.string().nullable(),
});

describe("licences and personal data in a corpus", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  async function curate(members: object): Promise<{ rows: z.infer<typeof rowSchema>[]; work: string }> {
    const path = join(folder.path, "source");
    const sources = [{ name: "app", type: "folder", path, class: "code", include: ["*.js"] }];
    const work = await curateCorpus(folder.path, corpusFileSchema.parse({ sources, heldOut: 0, ...members }));
    const sql = "SELECT path, licence, rule, reason, text FROM read_parquet($file)";
    const rows: z.infer<typeof rowSchema>[] = [];
    for await (const row of queryRows({ sql, values: { file: join(work, "documents.parquet") }, row: rowSchema }))
      rows.push(row);
    return { rows, work };
  }

  it("judges every file by the licence nearest to it, whether licence files are selected or not", async () => {
    folder.write("source/LICENSE", spdxTexts.MIT.licenseText);
    folder.write("source/a.js", "export const first = 1;\n");
    folder.write("source/b.js", "// SPDX-License-Identifier: GPL-3.0-or-later\nexport const second = 2;\n");
    folder.write("source/vendor/COPYING", spdxTexts["GPL-2.0-only"].licenseText);
    folder.write("source/vendor/c.js", "export const third = 3;\n");
    folder.write("source/vendor/d.js", "// SPDX-License-Identifier: ISC\nexport const fourth = 4;\n");
    const { rows } = await curate({ licences: { allow: "permissive" } });
    assert.deepEqual(
      rows.map(({ path, licence, rule }) => [path, licence, rule]),
      [
        ["a.js", "MIT", "kept"],
        ["b.js", "GPL-3.0-or-later", "licence"],
        ["vendor/c.js", "GPL-2.0-only", "licence"],
        ["vendor/d.js", "ISC", "kept"],
      ],
    );
    assert.equal(
      rows[2]?.reason,
      "its licence GPL-2.0-only (from vendor/COPYING) is not permissive, as licences.allow asks",
    );
  });

  it("keeps every licence where the corpus has no policy", async () => {
    folder.write("source/a.js", "export const first = 1;\n");
    assert.deepEqual(
      (await curate({})).rows.map(({ licence, rule }) => [licence, rule]),
      [[null, "kept"]],
    );
  });

  it("drops what has no licence by default of the policy", async () => {
    folder.write("source/a.js", "export const first = 1;\n");
    const { rows } = await curate({ licences: {} });
    assert.deepEqual(
      rows.map(({ rule, reason }) => [rule, reason]),
      [["licence", 'no licence is known for it, and licences.unknown is "drop"']],
    );
  });

  it("redacts kept text, and counts what it redacts", async () => {
    folder.write("source/a.js", "// ask ada@analytical.org, at 93.184.216.34\nexport const first = 1;\n");
    const { rows, work } = await curate({});
    assert.equal(rows[0]?.text, "// ask <EMAIL>, at <IP_ADDRESS>\nexport const first = 1;\n");
    assert.deepEqual((await readCorpusSummary(work))?.redacted, { email: 1, ipAddress: 1 });
  });

  it("leaves text as it is where the corpus asks for that", async () => {
    const text = "// ask ada@analytical.org\nexport const first = 1;\n";
    folder.write("source/a.js", text);
    assert.equal((await curate({ redact: [] })).rows[0]?.text, text);
  });
});
