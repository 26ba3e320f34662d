/** A task of a job array, as Slurm has it now. */
export interface QueuedTask {
  /** `123_4`: job and index. */
  readonly id: string;
  readonly index: number;
  /** As Slurm names it: PENDING, RUNNING, COMPLETED. */
  readonly state: string;
  /** Why it waits: Priority, Resources, Dependency. */
  readonly reason: string;
  /** The name of the submission that it belongs to. */
  readonly submission: string;
}

const COMMENT_PREFIX = "ablate:";

/** The comment by which the jobs of a submission are found again. */
export function jobComment(submission: string): string {
  return `${COMMENT_PREFIX}${submission}`;
}

/** Parameters of squeue for what `parseQueue` reads: the user's jobs, a task a line, also those that ended a while ago. */
export const queueParameters: readonly string[] = [
  "--noheader",
  "--me",
  "--array",
  "--states=all",
  "--format=%i|%T|%r|%k",
];

/** The tasks of ours in squeue's answer. Other jobs of the user's are left out. */
export function parseQueue(text: string): readonly QueuedTask[] {
  return text.split("\n").flatMap((line) => {
    const [id = "", state = "", reason = "", ...comment] = line.trim().split("|");
    const submission = comment.join("|");
    const [, index] = /^\d+_(\d+)$/.exec(id) ?? [];
    if (index === undefined || !submission.startsWith(COMMENT_PREFIX)) return [];
    return [{ id, index: Number(index), state, reason, submission: submission.slice(COMMENT_PREFIX.length) }];
  });
}

/** Parameters of sacct for what `parseAccounting` reads: how tasks ended that squeue has forgotten. */
export function accountingParameters(jobIds: readonly string[]): readonly string[] {
  const fields = "--format=JobID,State";
  return ["--noheader", "--parsable2", "--allocations", "--array", fields, `--jobs=${jobIds.join(",")}`];
}

/** States by task, as `123_4`. A state has no more than its first word: "CANCELLED by 1000". */
export function parseAccounting(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const [id = "", state = ""] = line.trim().split("|");
      return /^\d+_\d+$/.test(id) ? [[id, state.split(" ")[0] ?? ""] as const] : [];
    }),
  );
}

/** What becomes of a task in one of Slurm's states (https://slurm.schedmd.com/squeue.html, "JOB STATE CODES"). */
export type TaskPhase = "waiting" | "running" | "succeeded" | "failed" | "interrupted" | "cancelled";

/**
 * `interrupted`: it ended for a reason that is none of its own, and may be tried again; `failed`: what it ran failed, or needs more
 * than it was given.
 */
export function taskPhase(state: string): TaskPhase {
  switch (state) {
    case "COMPLETED":
      return "succeeded";
    case "RUNNING":
    case "COMPLETING":
    case "STAGE_OUT":
    case "SIGNALING":
      return "running";
    case "CANCELLED":
    case "REVOKED":
      return "cancelled";
    case "BOOT_FAIL":
    case "NODE_FAIL":
    case "PREEMPTED":
    case "TIMEOUT":
      return "interrupted";
    case "FAILED":
    case "DEADLINE":
    case "OUT_OF_MEMORY":
      return "failed";
    // CONFIGURING, PENDING, REQUEUED, RESIZING, SPECIAL_EXIT, STOPPED, SUSPENDED, …
    default:
      return "waiting";
  }
}

/** MaxArraySize in the answer of `scontrol show config`: one more than the largest index. Slurm's own default without it. */
export function largestArray(configuration: string): number {
  const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(configuration) ?? [];
  return Math.max(1, Number(size ?? 1001) - 1);
}
