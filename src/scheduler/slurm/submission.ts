import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Shard, StageError, type StageWork } from "../../stage/runner.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { manifestSchema } from "../../store/manifest.ts";
import { jsonWithoutSecrets } from "../../store/without-credentials.ts";
import type { Workspace } from "../../store/workspace.ts";

const stageKind = manifestSchema.shape.kind;

const stageSchema = z.object({
  kind: stageKind,
  key: z.string(),
  label: z.string(),
  parameters: z.record(z.string(), z.json()),
  inputs: z.record(z.string(), z.string()),
});

const taskSchema = z.object({
  works: z.array(z.object({ stage: stageSchema, inputs: z.record(z.string(), z.string()), folder: z.string() })),
  shard: z.object({ index: z.int(), of: z.int() }).optional(),
});

const submissionSchema = z.object({
  /** The folder whose `.ablate/` has the stages: the same on every machine of the cluster. */
  workspace: z.string(),
  kind: stageKind,
  /** Of the runner that made the keys. */
  version: z.int(),
  device: z.string(),
  ranks: z.int(),
  /** How often a task may be queued again. */
  restarts: z.int(),
  /** What was typed, for the manifests. */
  command: z.array(z.string()),
  /** By the index in the array. */
  tasks: z.record(z.string(), taskSchema),
});

/** What a job array is to do: the file that its tasks read. */
export type Submission = z.infer<typeof submissionSchema>;

/** What one task does: some works as one pack, or a shard of one work. */
export interface SubmittedTask {
  readonly works: readonly StageWork[];
  readonly shard?: Shard;
}

const endSchema = z.object({ index: z.int() });

/** The files of one job array, in `.ablate/slurm/<name>/`. */
export class SubmissionFiles {
  readonly folder: string;
  readonly tasks: string;
  readonly script: string;
  private readonly ended: string;

  constructor(workspace: Workspace, name: string) {
    this.folder = join(workspace.slurm, name);
    this.tasks = join(this.folder, "tasks.json");
    this.script = join(this.folder, "job.sh");
    this.ended = join(this.folder, "ended.jsonl");
  }

  /** Where a task writes its events, a JSON object a line. */
  events(index: number): string {
    return join(this.folder, `${String(index)}.events.jsonl`);
  }

  /** Notes that a task is over, for machines on which Slurm cannot be asked. */
  async noteEnd(index: number, state: string): Promise<void> {
    await appendFile(this.ended, `${JSON.stringify({ index, state })}\n`);
  }

  /** The tasks that are noted as over. */
  async readEnds(): Promise<ReadonlySet<number>> {
    const text = await readFile(this.ended, "utf8").catch(() => "");
    const ends = text.split("\n").map((line) => endSchema.safeParse(parseJson(line)));
    return new Set(ends.flatMap(({ data }) => data?.index ?? []));
  }

  /** What a task writes for people. */
  log(index: number): string {
    return join(this.folder, `${String(index)}.log`);
  }

  async write(submission: Submission, script: string): Promise<void> {
    await writeFileAtomically(this.tasks, `${jsonWithoutSecrets(submission)}\n`);
    await writeFileAtomically(this.script, script);
  }
}

/** Reads a file of tasks. Rejects with a StageError where it is none. */
export async function readSubmission(file: string): Promise<Submission> {
  let text;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StageError(
      `The tasks of a job cannot be read: ${reason}. Every machine must see the workspace's folder.`,
    );
  }
  const parsed = submissionSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new StageError(`${file} is not a file of tasks of this version: ${z.prettifyError(parsed.error)}`);
}

/** The task of an index. */
export function taskAt(submission: Submission, index: number): SubmittedTask | undefined {
  const task = submission.tasks[String(index)];
  if (task === undefined) return undefined;
  return { works: task.works, ...(task.shard === undefined ? {} : { shard: task.shard }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
