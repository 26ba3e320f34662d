import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenPrompts, readPrompts } from "../../../src/evaluation/win-rate/prompt-file.ts";

describe("prompts of win-rates", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-prompts-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("are read from the lines of Dolly, of both Arena-Hards, and from plain ones", async () => {
    const file = join(folder, "prompts.jsonl");
    const lines = [
      { instruction: "Sum up.", context: "A text.", response: "…", category: "summarization" },
      { instruction: "Why?", context: "", response: "…", category: "open_qa" },
      { question_id: "1", turns: [{ content: "Write a tune." }] },
      { uid: "2", category: "hard_prompt", prompt: "Write a program." },
      "Plain.",
    ];
    await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
    const prompts = await readPrompts(file);
    assert.deepEqual(prompts, ["Sum up.\n\nA text.", "Why?", "Write a tune.", "Write a program.", "Plain."]);
    assert.deepEqual(chosenPrompts(prompts, 2, 1), chosenPrompts(prompts, 2, 1));
  });

  it("are refused with file and line where there is none", async () => {
    const file = join(folder, "wrong.jsonl");
    await writeFile(file, '{"prompt": "x"}\n{"text": "y"}\n');
    await assert.rejects(readPrompts(file), /wrong\.jsonl:2 has no prompt/);
  });
});
