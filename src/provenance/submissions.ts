import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { parseQueue, queueParameters, taskPhase } from "../scheduler/slurm/job-queue.ts";
import type { SlurmCommand } from "../scheduler/slurm/slurm-commands.ts";
import { readSubmission, type Submission, SubmissionFiles } from "../scheduler/slurm/submission.ts";
import { StageStore } from "../store/stage-store.ts";
import type { Workspace } from "../store/workspace.ts";

/** What has been submitted to Slurm from a workspace. */
export interface Submissions {
  /** Names of those whose jobs are no more: nothing reads their files but people. */
  readonly finished: ReadonlySet<string>;
  /** Stages (`<kind>-<key>`) that jobs which wait or run make, or read. */
  readonly needed: ReadonlySet<string>;
}

/**
 * Divides the submissions of a workspace into those that Slurm has still in its queue and those that it has not. Where Slurm cannot be
 * asked, one is finished when all stages that it was to make are there.
 */
export async function findSubmissions(workspace: Workspace, slurm: SlurmCommand): Promise<Submissions> {
  const finished = new Set<string>();
  const needed = new Set<string>();
  const entries = await readdir(workspace.slurm, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (names.length === 0) return { finished, needed };
  const active = await activeSubmissions(slurm);
  const store = new StageStore(workspace);
  for (const name of names) {
    const submission = await readSubmission(new SubmissionFiles(workspace, name).tasks).catch(() => undefined);
    const works = submission === undefined ? [] : worksOf(submission);
    const ended = active === undefined ? works.length > 0 && (await areComplete(works, store)) : !active.has(name);
    if (ended) finished.add(name);
    else for (const each of works.flatMap(stagesOf)) needed.add(each);
  }
  return { finished, needed };
}

/** The submissions in Slurm's queue; undefined where it cannot be asked. */
async function activeSubmissions(slurm: SlurmCommand): Promise<ReadonlySet<string> | undefined> {
  const answer = await slurm("squeue", queueParameters).catch(() => undefined);
  if (answer === undefined) return undefined;
  const tasks = parseQueue(answer).filter(({ state }) => ["waiting", "running"].includes(taskPhase(state)));
  return new Set(tasks.map(({ submission }) => submission));
}

type Work = Submission["tasks"][string]["works"][number];

function worksOf({ tasks }: Submission): readonly Work[] {
  return Object.values(tasks).flatMap(({ works }) => works);
}

async function areComplete(works: readonly Work[], store: StageStore): Promise<boolean> {
  const manifests = await Promise.all(works.map(({ stage }) => store.find(stage)));
  return manifests.every((manifest) => manifest !== undefined);
}

function stagesOf({ stage, inputs }: Work): readonly string[] {
  return [`${stage.kind}-${stage.key}`, ...Object.values(inputs).map((folder) => basename(folder))];
}
