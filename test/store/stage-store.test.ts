import assert from "node:assert/strict";
import { cp, mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StageStore } from "../../src/store/stage-store.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { completeStage } from "../provenance/completed-stages.ts";

describe("stages on disk", () => {
  let workspace: Workspace;
  const made = { kind: "train", key: "0123" } as const;
  const other = { kind: "train", key: "4567" } as const;

  beforeEach(async () => {
    workspace = new Workspace(await mkdtemp(join(tmpdir(), "ablate-stages-")));
  });
  afterEach(() => rm(workspace.root, { recursive: true }));

  it("are complete where their own manifest says so, and made anew where it is cut off or another's", async () => {
    const folder = await completeStage(workspace, made, { model: "x" });
    const store = new StageStore(workspace);
    assert.equal((await store.find(made))?.key, "0123");
    await cp(folder, store.folder(other), { recursive: true });
    assert.equal(await store.find(other), undefined);
    await truncate(join(folder, "manifest.json"), 100);
    assert.equal(await store.find(made), undefined);
    await completeStage(workspace, made, { model: "y" });
    assert.equal((await store.find(made))?.outputs?.[0]?.bytes, 1);
  });
});
