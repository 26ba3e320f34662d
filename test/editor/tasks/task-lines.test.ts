import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { taskLine } from "../../../src/editor/tasks/task-lines.ts";

const packageFile = z.object({
  contributes: z.object({
    problemMatchers: z.array(z.object({ name: z.string(), pattern: z.object({ regexp: z.string() }).loose() })),
  }),
});

describe("the lines of a task's terminal", () => {
  it("tell what begins, ends and fails, by its name", () => {
    const label = (): string => "train a seed 1 and 3 more";
    const keys = ["k"];
    assert.equal(taskLine({ event: "stage", keys, state: "done", seconds: 3 }, label), "✓ train a seed 1 and 3 more");
    assert.equal(
      taskLine({ event: "stage", keys, state: "queued", detail: "process 7" }, label),
      "… train a seed 1 and 3 more: process 7",
    );
    assert.equal(taskLine({ event: "end", outcome: "done", seconds: 1 }, label), undefined);
  });

  it("tell a problem as the problem matcher of package.json reads it", () => {
    const place = { file: "/w/a b.ablation.json", line: 3, column: 5, endLine: 3, endColumn: 9 };
    const line = taskLine({ event: "problem", ...place, severity: "error", message: "no such corpus: x" }, () => "");
    const text = readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8");
    const [matcher] = packageFile.parse(JSON.parse(text)).contributes.problemMatchers;
    assert.ok(matcher);
    assert.deepEqual(new RegExp(matcher.pattern.regexp).exec(line ?? "")?.slice(1), [
      "/w/a b.ablation.json",
      "3",
      "5",
      "error",
      "no such corpus: x",
    ]);
  });
});
