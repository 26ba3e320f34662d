import { readdir } from "node:fs/promises";
import type { StageKey } from "../../stage/stage.ts";
import type { Workspace } from "../../store/workspace.ts";
import { parseQueue, queueParameters, taskPhase } from "./job-queue.ts";
import type { SlurmCommand } from "./slurm-commands.ts";
import type { SubmittedPlace } from "./submit.ts";
import { readSubmission, SubmissionFiles, taskAt } from "./submission.ts";

/** A task in Slurm's queue; `shard` is the index of the shard that it does, undefined where it completes its stages. */
export interface PlaceInQueue extends SubmittedPlace {
  readonly shard: number | undefined;
}

/** The tasks in Slurm's queue that are going to complete stages of a workspace, or do shards of them, by the keys of those. */
export type QueuedStages = ReadonlyMap<StageKey, readonly PlaceInQueue[]>;

interface Asked {
  readonly workspace: Workspace;
  readonly slurm: SlurmCommand;
}

/** Finds what an earlier process has left in the queue for a workspace, waiting or running. Rejects where Slurm cannot be asked. */
export async function findQueued({ workspace, slurm }: Asked): Promise<QueuedStages> {
  const found = new Map<StageKey, PlaceInQueue[]>();
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
      for (const { stage } of task?.works ?? []) {
        found.set(stage.key, [...(found.get(stage.key) ?? []), { id, shard: task?.shard?.index, files }]);
      }
    }
  }
  // Shards alone complete nothing: what was to join them is gone.
  for (const [key, places] of found) if (places.every(({ shard }) => shard !== undefined)) found.delete(key);
  return found;
}

/**
 * What may be in the queue for all that a workspace's own files say: stages of tasks that were submitted and of whose end nothing is
 * noted. For machines on which Slurm cannot be asked.
 */
export async function findUnended(workspace: Workspace): Promise<ReadonlyMap<StageKey, SubmissionFiles>> {
  const found = new Map<StageKey, SubmissionFiles>();
  const entries = await readdir(workspace.slurm, { withFileTypes: true }).catch(() => []);
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const files = new SubmissionFiles(workspace, name);
    const submission = await readSubmission(files.tasks).catch(() => undefined);
    if (submission === undefined) continue;
    const ended = await files.readEnds();
    const open = Object.keys(submission.tasks).map(Number);
    for (const index of open.filter((each) => !ended.has(each))) {
      const task = taskAt(submission, index);
      if (task?.shard === undefined) for (const { stage } of task?.works ?? []) found.set(stage.key, files);
    }
  }
  return found;
}
