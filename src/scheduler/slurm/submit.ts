import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { type SlurmFile, slurmJobSettings } from "../../experiment/slurm-file.ts";
import { type Shard, StageError, type StageWork } from "../../stage/runner.ts";
import type { StageKind } from "../../stage/stage.ts";
import type { Workspace } from "../../store/workspace.ts";
import type { Runners } from "../packs.ts";
import { dependencyText, type PlannedArray, type PlannedTask, planArrays } from "./array-plan.ts";
import { jobComment, largestArray } from "./job-queue.ts";
import { jobScript, submitArguments } from "./job-script.ts";
import type { SlurmCommand } from "./slurm-commands.ts";
import { type Submission, SubmissionFiles } from "./submission.ts";

/** What the jobs of a workspace are submitted with. */
export interface SubmitSurroundings {
  readonly workspace: Workspace;
  readonly settings: SlurmFile;
  readonly runners: Runners;
  readonly slurm: SlurmCommand;
  /** How a job starts Ablate: the Node and the file of the command. */
  readonly engine: readonly string[];
  /** What was typed. */
  readonly command: readonly string[];
  now(): Date;
}

/** A task that is to be submitted. */
export interface TaskToSubmit extends PlannedTask {
  readonly works: readonly StageWork[];
  readonly shard?: Shard;
}

/** Where a task is in Slurm. */
export interface SubmittedPlace {
  /** `123_4`. */
  readonly id: string;
  readonly files: SubmissionFiles;
}

/** What became of tasks, by their names. A task that needs one which is refused is in neither. */
export interface Submitted {
  readonly places: ReadonlyMap<string, SubmittedPlace>;
  /** Why Slurm does not take them. */
  readonly refused: ReadonlyMap<string, StageError>;
}

/**
 * Submits tasks as job arrays that wait for one another. Where Slurm refuses an array, those that need it are not submitted, and all
 * others are. Rejects with a StageError where Slurm cannot be asked at all.
 */
export async function submitTasks(tasks: readonly TaskToSubmit[], world: SubmitSurroundings): Promise<Submitted> {
  const largest = largestArray(await world.slurm("scontrol", ["show", "config"]));
  const arrays = planArrays(tasks, largest);
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const places = new Map<string, SubmittedPlace>();
  const refused = new Map<string, StageError>();
  /** Undefined for an array that is not submitted. */
  const jobIds: (string | undefined)[] = [];
  for (const array of arrays) {
    const members = [...array.tasks].flatMap(([index, { name }]) => {
      const task = byName.get(name);
      return task === undefined ? [] : [{ index, task }];
    });
    const isLacking = array.dependencies.some((each) => each.on !== "queued" && jobIds[each.array] === undefined);
    const submitted = isLacking ? undefined : await submitArray(array, members, jobIds, world);
    const isRefused = submitted instanceof StageError;
    jobIds.push(isRefused ? undefined : submitted?.id);
    for (const { index, task } of members) {
      if (isRefused) refused.set(task.name, submitted);
      else if (submitted !== undefined) {
        places.set(task.name, { id: `${submitted.id}_${String(index)}`, files: submitted.files });
      }
    }
  }
  return { places, refused };
}

interface Member {
  readonly index: number;
  readonly task: TaskToSubmit;
}

async function submitArray(
  { dependencies }: PlannedArray,
  members: readonly Member[],
  jobIds: readonly (string | undefined)[],
  world: SubmitSurroundings,
): Promise<{ readonly id: string; readonly files: SubmissionFiles } | StageError> {
  const [first] = members;
  const kind = first?.task.works[0]?.stage.kind;
  if (first === undefined || kind === undefined) throw new Error("a job array has at least one task with work");
  const { workspace, settings, slurm, engine } = world;
  const name = submissionName(world.now());
  const files = new SubmissionFiles(workspace, name);
  const script = jobScript(
    {
      name: jobName(kind, members),
      comment: jobComment(name),
      graceSeconds: settings.graceSeconds,
      command: [...engine, "--json", "stage", files.tasks],
    },
    slurmJobSettings(settings, kind),
  );
  await files.write(submissionOf(kind, members, world), script);
  const indices = members.map(({ index }) => index);
  const dependency = dependencyText(dependencies, jobIds);
  const parameters = submitArguments(files.folder, files.script, indices, dependency, settings.tasksAtOnce);
  let answer;
  try {
    answer = await slurm("sbatch", parameters);
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    // Nothing is going to read what a task is to do.
    await rm(files.folder, { recursive: true, force: true });
    return error;
  }
  // With several clusters: "123;cluster".
  const [, id] = /^(\d+)/m.exec(answer.trim()) ?? [];
  if (id === undefined) throw new StageError(`sbatch gave no job id but: ${answer.trim()}`);
  return { id, files };
}

function submissionOf(
  kind: StageKind,
  members: readonly Member[],
  { workspace, settings, runners, command }: SubmitSurroundings,
): Submission {
  const { device = "cpu", ranks } = slurmJobSettings(settings, kind);
  const tasks: Submission["tasks"] = {};
  for (const { index, task } of members) {
    const { works, shard } = task;
    tasks[String(index)] = {
      works: works.map(({ stage, inputs, folder }) => ({
        stage: { ...stage, parameters: { ...stage.parameters }, inputs: { ...stage.inputs } },
        inputs: { ...inputs },
        folder,
      })),
      ...(shard === undefined ? {} : { shard }),
    };
  }
  return {
    workspace: workspace.root,
    kind,
    version: runners[kind].version,
    ...{ device, ranks, restarts: settings.restarts, command: [...command] },
    tasks,
  };
}

/** For people: the kind, and the key where the array has one stage. */
function jobName(kind: StageKind, members: readonly Member[]): string {
  const keys = new Set(members.flatMap(({ task }) => task.works.map(({ stage }) => stage.key)));
  const [only] = keys;
  const isShards = members.some(({ task }) => task.shard !== undefined);
  return [
    "ablate",
    kind,
    ...(isShards ? ["shards"] : []),
    ...(keys.size === 1 && only !== undefined ? [only] : []),
  ].join("-");
}

/** Sorts by time: `20261124T043000-1a2b3c4d`. */
function submissionName(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+Z$/g, "");
  return `${time}-${randomBytes(4).toString("hex")}`;
}
