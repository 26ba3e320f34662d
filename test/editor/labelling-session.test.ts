import assert from "node:assert/strict";
import { join } from "node:path";
import { readLabels } from "../../src/corpus/learned/label-file.ts";
import { LabellingSession } from "../../src/editor/labelling/labelling-session.ts";
import type { QueuedDocument } from "../../src/scheduler/events.ts";
import { temporaryFolder } from "../corpus/temporary-folder.ts";

function queued(name: string): QueuedDocument {
  return { id: name.repeat(64), path: `app:${name}.js`, language: "JavaScript", text: name, learnedQuality: null };
}

describe("labelling documents", () => {
  const folder = temporaryFolder();

  it("saves each label at once, and takes it back", async () => {
    const labelFile = join(folder.path, "labels/quality.labels.jsonl");
    const session = new LabellingSession({ labelFile, by: "anna", now: () => new Date("2026-11-23T12:00:00Z") });
    session.add([queued("a")]);
    session.add([queued("b")]);
    session.add([queued("c"), queued("d")]);
    await session.obey({ type: "score", score: 4 });
    await session.obey({ type: "skip" });
    // Two are compared, not scored.
    await session.obey({ type: "score", score: 1 });
    await session.obey({ type: "prefer", better: 1 });
    const { value } = await readLabels(labelFile);
    assert.deepEqual(
      value?.map((label) => (label.kind === "score" ? [label.document.path, label.score] : [label.better.path])),
      [["app:a.js", 4], ["app:d.js"]],
    );
    assert.deepEqual([session.state.labelled, session.state.left, session.state.documents], [2, 0, []]);
    for (let times = 0; times < 4; times += 1) await session.obey({ type: "undo" });
    assert.deepEqual((await readLabels(labelFile)).value, []);
    assert.equal(session.state.documents[0]?.path, "app:a.js");
    assert.equal(session.state.canUndo, false);
  });
});
