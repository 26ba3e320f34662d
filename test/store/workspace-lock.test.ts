import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isHeld, type LockHolder, lockHolderIn, tryLock } from "../../src/store/lock-file.ts";
import { ownIdentity } from "../../src/store/process-identity.ts";
import { enterWorkspace, lockHolders, lockWorkspace, workInWorkspace } from "../../src/store/workspace-lock.ts";
import { Workspace } from "../../src/store/workspace.ts";

const now = new Date(0);

describe("locks of a workspace", () => {
  let workspace: Workspace;

  beforeEach(async () => {
    workspace = new Workspace(await mkdtemp(join(tmpdir(), "ablate-lock-")));
  });

  afterEach(() => rm(workspace.root, { recursive: true }));

  it("are held by one part of one process until they are released", async () => {
    const lock = await lockWorkspace(workspace, now);
    assert.deepEqual(
      (await lockHolders(workspace)).map(({ process: { pid } }) => pid),
      [process.pid],
    );
    await assert.rejects(lockWorkspace(workspace, now), /process \d+ since 1970.* is working in/);
    await lock.release();
    await (await lockWorkspace(workspace, now)).release();
  });

  it("let runs of different files work side by side, and nothing else beside what has it all", async () => {
    const file = (name: string): string => join(workspace.runs, `${name}.lock`);
    const runA = await enterWorkspace(workspace, file("a"), "run a.ablation.json", now);
    const runB = await enterWorkspace(workspace, file("b"), "run b.ablation.json", now);
    assert.ok(isHeld(runA) && isHeld(runB));
    const again = await enterWorkspace(workspace, file("a"), "run a.ablation.json", now);
    assert.ok(!isHeld(again));
    assert.equal(again.purpose, "run a.ablation.json");
    await assert.rejects(lockWorkspace(workspace, now), /\(run [ab]\.ablation\.json\) is working in/);

    await Promise.all([runA.release(), runB.release()]);
    const whole = await lockWorkspace(workspace, now, "free space");
    await assert.rejects(enterWorkspace(workspace, file("a"), "run a.ablation.json", now), /\(free space\) is working/);
    await assert.rejects(workInWorkspace(workspace, "measure text", now), /\(free space\) is working/);
    await whole.release();
  });

  it("are taken over from a process that has died, from one before a restart, and from half a file", async () => {
    const own = await ownIdentity();
    const { pid } = spawnSync("true");
    const left = (process: LockHolder["process"]): string =>
      JSON.stringify({ process, startedAt: "long ago", purpose: "run" });
    const stale = [
      left({ ...own, pid }),
      left({ ...own, startTime: "of another process with our number" }),
      left({ ...own, boot: "an earlier start" }),
      '{"process":',
    ];
    await mkdir(workspace.claims, { recursive: true });
    const file = join(workspace.claims, "stage");
    for (const content of stale) {
      await writeFile(file, content);
      assert.equal(await lockHolderIn(file), undefined, content);
      const lock = await tryLock(file, "run", now);
      assert.ok(isHeld(lock), content);
      await lock.release();
    }
  });

  it("are left to another machine, which cannot be asked whether it is at work", async () => {
    const file = join(workspace.claims, "stage");
    await mkdir(workspace.claims, { recursive: true });
    const elsewhere = { ...(await ownIdentity()), boot: "of another machine", host: "node-7" };
    await writeFile(file, JSON.stringify({ process: elsewhere, startedAt: "1970", purpose: "run" }));
    const lock = await tryLock(file, "run", now);
    assert.ok(!isHeld(lock) && lock.process.host === "node-7");
  });
});
