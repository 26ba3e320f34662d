import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockHolder, lockWorkspace } from "../../src/store/workspace-lock.ts";
import { Workspace } from "../../src/store/workspace.ts";

describe("the lock of a workspace", () => {
  let workspace: Workspace;

  beforeEach(async () => {
    workspace = new Workspace(await mkdtemp(join(tmpdir(), "ablate-lock-")));
  });

  afterEach(() => rm(workspace.root, { recursive: true }));

  it("is held by one process until it is released", async () => {
    const lock = await lockWorkspace(workspace, new Date(0));
    assert.equal((await lockHolder(workspace))?.pid, process.pid);
    await assert.rejects(lockWorkspace(workspace, new Date(0)), /another run \(process \d+, since 1970/);
    await lock.release();
    await (await lockWorkspace(workspace, new Date(0))).release();
  });

  it("is taken over from a process that has died, and from half a file", async () => {
    const { pid } = spawnSync("true");
    for (const left of [JSON.stringify({ pid, startTime: "1", startedAt: "long ago" }), '{"pid":']) {
      await mkdir(workspace.folder, { recursive: true });
      await writeFile(workspace.lock, left);
      await (await lockWorkspace(workspace, new Date(0))).release();
    }
  });
});
