import type { StageKind } from "../stage/stage.ts";
import { StageError } from "../stage/runner.ts";
import { basename, dirname } from "node:path";
import { SLURM_FILE } from "../experiment/slurm-file.ts";
import { Attempts, MOST_FRUITLESS } from "../scheduler/slurm/attempts.ts";
import { EventTail } from "../scheduler/slurm/event-tail.ts";
import { resumes, runTask } from "../scheduler/slurm/run-task.ts";
import { slurmCommand } from "../scheduler/slurm/slurm-commands.ts";
import {
  readSubmission,
  type Submission,
  SubmissionFiles,
  type SubmittedTask,
  taskAt,
} from "../scheduler/slurm/submission.ts";
import { readOrigin } from "../store/origin.ts";
import { StageStore } from "../store/stage-store.ts";
import { Workspace } from "../store/workspace.ts";
import type { Launcher } from "../training/trainer-process.ts";
import { type CommandContext, TimeIsUp } from "./command.ts";

export interface StageOptions {
  readonly task: number;
}

/** `ablate stage TASKS.json --task N`: what a job of Slurm runs. A job whose time is nearly over is queued again. */
export async function stage(file: string, { task: index }: StageOptions, context: CommandContext): Promise<void> {
  const submission = await readSubmission(file);
  const task = taskAt(submission, index);
  if (task === undefined) throw new StageError(`${file} has no task ${String(index)}.`);
  const { signal, output } = context;
  const workspace = new Workspace(submission.workspace);
  const runner = context.runners(workspace.cache, launcherOf(submission, context))[submission.kind];
  requireVersion(submission.kind, submission.version, runner.version, context);
  const origin = (): ReturnType<typeof readOrigin> =>
    readOrigin(workspace.root, context.files.version, submission.command);
  try {
    await runTask(task, {
      runner,
      store: new StageStore(workspace, origin),
      signal,
      device: submission.device,
      threads: threadsOf(context),
      now: () => context.now(),
      log: (line) => {
        output.emit({ event: "log", line });
      },
      emit: (event) => {
        output.emit(event);
      },
    });
  } catch (error) {
    if (!(signal.reason instanceof TimeIsUp)) throw error;
    await goOnLater(submission, task, new SubmissionFiles(workspace, basename(dirname(file))).events(index), context);
    throw error;
  }
}

/** Queues the task again whose time is over, or tells why that is of no use. */
async function goOnLater(
  { kind, restarts }: Submission,
  { works, shard }: SubmittedTask,
  events: string,
  { output }: CommandContext,
): Promise<void> {
  const keys = works.map((work) => work.stage.key);
  const fail = (detail: string): void => {
    output.emit({ event: "stage", keys, state: "failed", detail });
  };
  const restarted = Number(process.env["SLURM_RESTART_COUNT"] ?? 0);
  const raise = `raise "time" of ${kind} in ${SLURM_FILE}`;
  const fruitless = await fruitlessAttempts(events);
  if (!resumes(works, shard !== undefined)) {
    fail(`${works.map((work) => work.stage.label).join(", ")} takes longer than its job may: ${raise}`);
  } else if (fruitless >= MOST_FRUITLESS) {
    fail(`the time of its job was over ${String(fruitless)} times in a row before it got any further: ${raise}`);
  } else if (restarted >= restarts) {
    fail(`its job was queued again ${String(restarted)} times, as "restarts" in ${SLURM_FILE} allows`);
  } else {
    output.emit({ event: "stage", keys, state: "queued", detail: "its job's time is over; it goes on in the next" });
    await slurmCommand("scontrol", ["requeue", ownTask()]);
  }
}

/** Of the attempts whose events are in a file, how many in a row up to the last have come no further than those before. */
async function fruitlessAttempts(file: string): Promise<number> {
  const attempts = new Attempts();
  let begun = 0;
  for await (const event of new EventTail(file).unread()) {
    if (event.event === "progress") attempts.reached(event.done);
    else if (event.event === "stage" && event.state === "running") {
      if (begun > 0) attempts.end();
      begun += 1;
    }
  }
  attempts.end();
  return attempts.fruitless;
}

/** The task of an array that this process is. Slurm's number of its job is also that of the whole array. */
function ownTask(): string {
  const { SLURM_ARRAY_JOB_ID: job, SLURM_ARRAY_TASK_ID: index } = process.env;
  if (job === undefined || index === undefined) {
    throw new StageError("This is no job of Slurm: run the experiment with --executor slurm.");
  }
  return `${job}_${index}`;
}

function requireVersion(kind: StageKind, wanted: number, found: number, { files }: CommandContext): void {
  if (wanted === found) return;
  throw new StageError(
    `The stage was asked for by another version of Ablate than the one on this machine (${files.version}; ${kind} is of version ` +
      `${String(found)}, not ${String(wanted)}). Start the run again with what is installed here.`,
  );
}

/** Ranks are started by srun; one rank needs no launcher. srun kills its ranks when it is asked to end: they are asked themselves. */
function launcherOf({ kind, ranks }: Submission, { output }: CommandContext): Launcher | undefined {
  if (kind !== "train" || ranks === 1) return undefined;
  const cpus = process.env["SLURM_CPUS_PER_TASK"];
  const perTask = cpus === undefined ? [] : [`--cpus-per-task=${cpus}`];
  return {
    words: ["srun", `--ntasks=${String(ranks)}`, ...perTask, "--kill-on-bad-exit=0", "--wait=0"],
    endRanks: () => {
      slurmCommand("scancel", ["--signal=TERM", ownTask()]).catch((error: unknown) => {
        output.emit({ event: "log", line: String(error) });
      });
    },
  };
}

/** The cores that Slurm gave to each rank of this job. */
function threadsOf({ cores }: CommandContext): number {
  const { SLURM_CPUS_PER_TASK: perTask, SLURM_CPUS_ON_NODE: onNode, SLURM_NTASKS: tasks } = process.env;
  if (perTask !== undefined) return Number(perTask);
  if (onNode === undefined) return cores;
  return Math.max(1, Math.floor(Number(onNode) / Number(tasks ?? 1)));
}
