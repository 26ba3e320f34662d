import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declaredFiles } from "../../src/provenance/declared-files.ts";
import { deleteGarbage, findGarbage, putAside } from "../../src/provenance/garbage.ts";
import { RunFiles } from "../../src/store/run-record.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { completeStage } from "./completed-stages.ts";

const now = new Date("2026-02-03T04:05:06Z");
const { signal } = new AbortController();

describe("garbage of a workspace", () => {
  let workspace: Workspace;
  let old: string;
  let used: string;

  beforeEach(async () => {
    workspace = new Workspace(await mkdtemp(join(tmpdir(), "ablate-garbage-")));
    used = await completeStage(workspace, { kind: "train", key: "used" }, { model: "12345" });
    old = await completeStage(workspace, { kind: "train", key: "old" }, { model: "1234567890" });
    await mkdir(join(workspace.work, "train-begun"), { recursive: true });
    await mkdir(join(workspace.work, "train-used"), { recursive: true });
  });

  afterEach(() => rm(workspace.root, { recursive: true }));

  const find = (): ReturnType<typeof findGarbage> =>
    findGarbage(workspace, new Set(["train-used"]), { withCache: false });

  it("is what no file needs, finished or begun, with what making it again would cost", async () => {
    const garbage = await find();
    assert.deepEqual(
      garbage.map(({ name, kind, seconds }) => [name, kind, seconds]),
      [["train-old", "stage", 60], ["train-begun", "work", undefined]], // prettier-ignore
    );
    assert.ok((garbage[0]?.bytes ?? 0) > 10);
  });

  it("is deleted, or put aside and deleted by the next", async () => {
    const trash = await putAside(workspace, await find(), now);
    assert.equal(trash, join(workspace.trash, "2026-02-03T04-05-06.000Z"));
    assert.ok(existsSync(join(trash, "stages", "train-old", "model")) && existsSync(used) && !existsSync(old));
    const [aside, ...others] = await find();
    assert.deepEqual([aside?.kind, others.length], ["trash", 0]);
    await deleteGarbage(workspace, await find(), now);
    assert.ok(!existsSync(trash) && existsSync(used) && existsSync(join(workspace.work, "train-used")));
  });

  it("does not follow links out of the workspace", async () => {
    const outside = await mkdtemp(join(tmpdir(), "ablate-outside-"));
    await writeFile(join(outside, "precious"), "x");
    await symlink(outside, join(old, "link"));
    await symlink(outside, join(workspace.stages, "train-linked"));
    await deleteGarbage(workspace, await find(), now);
    assert.ok(existsSync(join(outside, "precious")) && !existsSync(old));
    await rm(outside, { recursive: true });
  });

  it("is nothing in folders that a link puts in the place of .ablate's own", async () => {
    const outside = await mkdtemp(join(tmpdir(), "ablate-outside-"));
    await mkdir(join(outside, "thesis"));
    for (const place of [workspace.stages, workspace.work, workspace.trash, workspace.slurm]) {
      await rm(place, { recursive: true, force: true });
      await symlink(outside, place);
    }
    const found = await findGarbage(workspace, new Set(), { withCache: true, submissions: new Set(["thesis"]) });
    assert.deepEqual(found, []);
    await rm(outside, { recursive: true });
  });

  it("looks for references in the files beneath the workspace, and in those that ran in it from elsewhere", async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), "ablate-elsewhere-"));
    const place = (...path: string[]): string => join(workspace.root, ...path);
    for (const folder of ["studies", "node_modules", "other/.ablate"]) await mkdir(place(folder), { recursive: true });
    const files = [place("a.ablation.json"), place("studies", "b.corpus.json"), join(elsewhere, "c.ablation.json")];
    const ignored = [place("node_modules", "d.ablation.json"), place("other", "e.ablation.json"), place("f.json")];
    for (const file of [...files, ...ignored]) await writeFile(file, "{}");
    for (const file of [files[2] ?? "", place("deleted.ablation.json")]) {
      const process = { pid: 1, startTime: "", boot: "", host: "" };
      const run = { id: "1", task: "run", detached: false, startedAt: "", outcome: "done" } as const;
      const lists = { options: {}, stages: [], armRuns: [] };
      await new RunFiles(workspace, file).writeRecord({ file, process, ...run, ...lists });
    }
    assert.deepEqual(await declaredFiles(workspace, signal), files.sort());
    await rm(elsewhere, { recursive: true });
  });
});
