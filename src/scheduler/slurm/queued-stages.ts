import type { StageKey } from "../../stage/stage.ts";
import type { Workspace } from "../../store/workspace.ts";
import { parseQueue, queueParameters, taskPhase } from "./job-queue.ts";
import type { SlurmCommand } from "./slurm-commands.ts";
import type { SubmittedPlace } from "./submit.ts";
import { readSubmission, SubmissionFiles, taskAt } from "./submission.ts";

/** The tasks in Slurm's queue that complete stages of a workspace, by the keys of those. */
export type QueuedStages = ReadonlyMap<StageKey, SubmittedPlace>;

/** Finds what an earlier process has left in the queue for a workspace, waiting or running. */
export async function findQueued({
  workspace,
  slurm,
}: {
  readonly workspace: Workspace;
  readonly slurm: SlurmCommand;
}): Promise<QueuedStages> {
  const found = new Map<StageKey, SubmittedPlace>();
  const active = parseQueue(await slurm("squeue", queueParameters)).filter(({ state }) =>
    ["waiting", "running"].includes(taskPhase(state)),
  );
  for (const name of new Set(active.map(({ submission }) => submission))) {
    // The name came out of a job's comment, which anyone may write into a job of theirs.
    if (!/^[\w-]+$/.test(name)) continue;
    const files = new SubmissionFiles(workspace, name);
    // That of another workspace is not there.
    const submission = await readSubmission(files.tasks).catch(() => undefined);
    if (submission === undefined) continue;
    for (const { id, index } of active.filter((task) => task.submission === name)) {
      const task = taskAt(submission, index);
      if (task === undefined || task.shard !== undefined) continue;
      for (const { stage } of task.works) found.set(stage.key, { id, files });
    }
  }
  return found;
}
