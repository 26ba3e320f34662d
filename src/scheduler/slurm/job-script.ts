import type { SlurmJobSettings } from "../../experiment/slurm-file.ts";

/** What the script of a job array says beside the settings of its kind. */
export interface JobScript {
  /** Shown by squeue. */
  readonly name: string;
  /** By which the array is found again: see `job-queue.ts`. */
  readonly comment: string;
  readonly graceSeconds: number;
  /** The command that runs one task, whose index Slurm has in SLURM_ARRAY_TASK_ID. */
  readonly command: readonly string[];
}

/**
 * The script that sbatch is given. The command takes the shell's place, so that Slurm's signals reach it: USR2 some time before
 * the job's time is over, TERM when it is cancelled or preempted. A job that a failing node or a preemption ends is queued again
 * (https://slurm.schedmd.com/sbatch.html).
 */
export function jobScript(script: JobScript, settings: SlurmJobSettings): string {
  const directives = [
    `--job-name=${script.name}`,
    `--comment=${script.comment}`,
    "--requeue",
    "--open-mode=append",
    `--signal=B:USR2@${String(script.graceSeconds)}`,
    ...resourceOptions(settings),
    ...settings.options,
  ];
  const lines = [
    "#!/bin/bash",
    ...directives.map((option) => `#SBATCH ${option}`),
    ...settings.setUp,
    // Until the command listens for it, it would end the job as a failure.
    "trap '' USR2",
    `exec ${script.command.map(shellWord).join(" ")} --task "$SLURM_ARRAY_TASK_ID"`,
  ];
  return `${lines.join("\n")}\n`;
}

function resourceOptions(settings: SlurmJobSettings): readonly string[] {
  const { partition, account, qos, time, cpus, memory, gpus, nodes, ranks } = settings;
  const stated = {
    partition,
    account,
    qos,
    time,
    nodes,
    ntasks: ranks,
    "cpus-per-task": cpus,
    mem: memory,
    "gpus-per-node": gpus === 0 ? undefined : gpus,
  };
  return Object.entries(stated).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${String(value)}`]));
}

/** A text as one word of the shell. */
function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The arguments of sbatch that differ from array to array; `folder` is where the tasks' output goes. */
export function submitArguments(
  folder: string,
  scriptFile: string,
  indices: readonly number[],
  dependency: string | undefined,
  tasksAtOnce: number | undefined,
): readonly string[] {
  const atOnce = tasksAtOnce === undefined ? "" : `%${String(tasksAtOnce)}`;
  // A path's own per cent signs are not Slurm's.
  const place = folder.replaceAll("%", "%%");
  return [
    "--parsable",
    `--array=${indexRanges(indices)}${atOnce}`,
    `--output=${place}/%a.events.jsonl`,
    `--error=${place}/%a.log`,
    ...(dependency === undefined ? [] : [`--dependency=${dependency}`, "--kill-on-invalid-dep=yes"]),
    scriptFile,
  ];
}

/** Whole numbers in ascending order as Slurm writes them: `0-3,7`. */
function indexRanges(indices: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of [...indices].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${String(from)}-${String(to)}`)).join(",");
}
