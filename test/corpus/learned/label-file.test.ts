import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Label, standingLabels } from "../../../src/corpus/learned/label.ts";
import { appendLabels, parseLabels, readLabels } from "../../../src/corpus/learned/label-file.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const document = { id: "a".repeat(64), path: "app:a.js", language: "JavaScript" };
function scored(score: number): Label {
  return { kind: "score", document, score, by: "anna", at: "2026-11-23T12:00:00Z" };
}

describe("a file of labels", () => {
  const folder = temporaryFolder();

  it("keeps a label per line, and loses none to a crash but the one that it tore", async () => {
    const file = join(folder.path, "labels/quality.labels.jsonl");
    assert.deepEqual(await readLabels(file), { value: [], problems: [] });
    await appendLabels(file, [scored(1), scored(4)]);
    appendFileSync(file, '{"kind":"sco');
    const torn = await readLabels(file);
    assert.deepEqual(torn.value, [scored(1), scored(4)]);
    assert.equal(torn.problems[0]?.severity, "warning");
    await appendLabels(file, [scored(5)]);
    assert.equal(readFileSync(file, "utf8").split("\n").length, 4);
    assert.deepEqual((await readLabels(file)).value, [scored(1), scored(4), scored(5)]);
  });

  it("says which line is no label and why", () => {
    const { value, problems } = parseLabels(`${JSON.stringify(scored(2))}\n{"kind":"score"}\nno\n\n`, "q.labels.jsonl");
    assert.equal(value, undefined);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [2, 3],
    );
    assert.match(problems[0]?.message ?? "", /document/);
  });

  it("goes by the last score that a judge gave a document", () => {
    assert.deepEqual(standingLabels([scored(1), scored(4)]), [scored(4)]);
    const another = { ...scored(0), by: "model:m" };
    assert.equal(standingLabels([scored(1), another]).length, 2);
  });
});
