import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findGarbage, putAside } from "../../src/provenance/garbage.ts";
import { findSubmissions } from "../../src/provenance/submissions.ts";
import { SubmissionFiles } from "../../src/scheduler/slurm/submission.ts";
import type { SlurmCommand } from "../../src/scheduler/slurm/slurm-commands.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { completeStage } from "./completed-stages.ts";

describe("submissions to Slurm of a workspace", () => {
  let workspace: Workspace;

  const submit = async (name: string, key: string): Promise<void> => {
    const stage = { kind: "train", key, label: key, parameters: {}, inputs: { tokens: "t1" } } as const;
    const work = { stage, inputs: { tokens: join(workspace.stages, "tokenize-t1") }, folder: "" };
    const files = new SubmissionFiles(workspace, name);
    await mkdir(files.folder, { recursive: true });
    const common = { workspace: workspace.root, kind: "train", version: 1, device: "cpu", ranks: 1 } as const;
    await files.write({ ...common, restarts: 0, command: [], tasks: { "0": { works: [work] } } }, "#!/bin/sh\n");
  };
  const queueOf =
    (text: string): SlurmCommand =>
    () =>
      Promise.resolve(text);
  const unreachable: SlurmCommand = () => Promise.reject(new Error("slurmctld is down"));

  beforeEach(async () => {
    workspace = new Workspace(await mkdtemp(join(tmpdir(), "ablate-submissions-")));
    await completeStage(workspace, { kind: "train", key: "made" }, {});
    await completeStage(workspace, { kind: "tokenize", key: "t1" }, {});
    await submit("ended", "made");
    await submit("failed", "other");
    await submit("waiting", "next");
  });
  afterEach(() => rm(workspace.root, { recursive: true }));

  it("are finished when Slurm has them no more; what the others make and read is needed", async () => {
    const queue = "12_0|PENDING|Dependency|ablate:waiting\n11_0|COMPLETED|None|ablate:ended\n";
    const { finished, needed } = await findSubmissions(workspace, queueOf(queue));
    assert.deepEqual([...finished].sort(), ["ended", "failed"]);
    assert.deepEqual([...needed].sort(), ["tokenize-t1", "train-next"]);
    const garbage = await findGarbage(workspace, needed, { withCache: false, submissions: finished });
    assert.deepEqual(garbage.map(({ name }) => name).sort(), ["ended", "failed", "train-made"]);
    const trash = await putAside(workspace, garbage, new Date(0));
    assert.ok(existsSync(join(trash ?? "", "slurm", "ended", "tasks.json")));
    assert.ok(existsSync(join(workspace.slurm, "waiting")) && !existsSync(join(workspace.slurm, "failed")));
  });

  it("are finished when all they were to make is there, where Slurm cannot be asked", async () => {
    await mkdir(join(workspace.slurm, "damaged"));
    await writeFile(join(workspace.slurm, "damaged", "tasks.json"), "{");
    const { finished, needed } = await findSubmissions(workspace, unreachable);
    assert.deepEqual([...finished], ["ended"]);
    assert.deepEqual([...needed].sort(), ["tokenize-t1", "train-next", "train-other"]);
  });
});
