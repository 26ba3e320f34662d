import { z } from "zod";
import type { StageKind } from "../stage/stage.ts";
import type { Parsed } from "./problem.ts";
import { SourceText } from "./source-text.ts";
import { validate } from "./validate.ts";

/** The file in a workspace's folder that says how its stages become jobs of Slurm. */
export const SLURM_FILE = "ablate.slurm.json";

/** Such a value becomes one word of sbatch's command line. */
const word = z.string().regex(/^[^\s'"\\%]+$/, "a name without spaces and quotes");
const line = z.string().regex(/^[^\n\r]*$/, "one line");

const jobSettings = {
  partition: word.optional().describe("The partition, or several with commas between them."),
  account: word.optional().describe("Who pays."),
  qos: word.optional().describe("The quality of service."),
  time: z
    .string()
    .regex(/^(\d+-\d+(:\d+){0,2}|\d+(:\d+){0,2})$/, "a time as Slurm writes it: 90 (minutes), 4:00:00, 1-12:00:00")
    .optional()
    .describe(
      "Longest time that one job may take: minutes, hours:minutes:seconds or days-hours:minutes:seconds. Measuring and training " +
        "that take longer write a checkpoint, are queued again and go on; what else takes longer fails.",
    ),
  cpus: z.int().positive().optional().describe("Cores of each rank. Left out: what Slurm gives without being asked."),
  memory: z
    .string()
    .regex(/^\d+[KMGT]?$/, "a size as Slurm writes it: 16G, 800M")
    .optional()
    .describe("Memory of each machine: 16G, 800M."),
  gpus: z.int().min(0).optional().describe("GPUs of each machine."),
  device: z
    .string()
    .regex(/^(cpu|cuda:\d+)$/, "cpu or cuda:0")
    .optional()
    .describe("Where to compute: cpu (unless stated), or cuda:0, the first of the GPUs that Slurm gives."),
  options: z
    .array(line.regex(/^--?[A-Za-z]/, "an option of sbatch, such as --constraint=a100"))
    .optional()
    .describe("Further options of sbatch, one a string: --constraint=a100."),
  setUp: z.array(line).optional().describe("Lines of shell that every job runs first: module load gcc."),
};

const forKind = z.strictObject(jobSettings);
const perTask = z
  .int()
  .positive()
  .optional()
  .describe("Most stages that one task of an array runs, together where that is possible (1).");
const shards = z
  .int()
  .positive()
  .max(1000)
  .optional()
  .describe("Tasks of an array that divide a stage among them (1). The result is the same.");

/** The schema of `ablate.slurm.json`. */
export const slurmFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    description: z.string().optional().describe("For people."),
    ...jobSettings,
    stages: z
      .strictObject({
        measure: forKind.extend({ stagesPerTask: perTask, shards }).optional(),
        curate: forKind.extend({ shards }).optional(),
        contamination: forKind.optional(),
        tokenizer: forKind.optional(),
        tokenize: forKind.extend({ stagesPerTask: perTask, shards }).optional(),
        train: forKind
          .extend({
            stagesPerTask: perTask,
            ranks: z.int().positive().optional().describe("Ranks that train together, over all machines (1)."),
            nodes: z.int().positive().optional().describe("Machines that the ranks are on (left to Slurm)."),
          })
          .optional(),
        evaluate: forKind.extend({ stagesPerTask: perTask }).optional(),
      })
      .default({})
      .describe("What is different for the stages of one kind."),
    tasksAtOnce: z.int().positive().optional().describe("Most tasks of one array that run at the same time."),
    graceSeconds: z
      .int()
      .min(10)
      .default(120)
      .describe("How long before its time is over a job is told to write its checkpoint."),
    restarts: z.int().min(0).default(100).describe("How often a job may be queued again before it counts as failed."),
    pollSeconds: z.number().min(0.2).default(10).describe("How often Slurm is asked about the jobs."),
  })
  .check((context) => {
    const { time, stages, graceSeconds } = context.value;
    const times = [
      [["time"], time] as const,
      ...Object.entries(stages).map(([kind, of]) => [["stages", kind, "time"], of?.time] as const),
    ];
    for (const [path, stated] of times) {
      if (stated === undefined || slurmSeconds(stated) > graceSeconds) continue;
      const message = `such a job is told to end as soon as it begins: its time has to be more than graceSeconds, ${String(graceSeconds)} s`;
      context.issues.push({ code: "custom", path: [...path], message, input: stated });
    }
  })
  .describe("How Ablate's stages become jobs of Slurm.");

/** A time as Slurm writes it: minutes, minutes:seconds, hours:minutes:seconds, days-hours and on (sbatch, `--time`). 0 is no limit. */
export function slurmSeconds(text: string): number {
  const [, days, clock = ""] = /^(?:(\d+)-)?(.*)$/.exec(text) ?? [];
  const parts = clock.split(":").map(Number);
  const [first = 0, second = 0, third = 0] = parts;
  const [hours, minutes, seconds] =
    days !== undefined || parts.length === 3 ? [first, second, third] : [0, first, second];
  const total = Number(days ?? 0) * 86_400 + hours * 3600 + minutes * 60 + seconds;
  return total === 0 ? Infinity : total;
}

export type SlurmFile = z.infer<typeof slurmFileSchema>;

/** What holds for the jobs of one kind of stage: what the file says of the kind, else what it says for all. */
export interface SlurmJobSettings {
  readonly partition?: string | undefined;
  readonly account?: string | undefined;
  readonly qos?: string | undefined;
  readonly time?: string | undefined;
  readonly cpus?: number | undefined;
  readonly memory?: string | undefined;
  readonly gpus?: number | undefined;
  readonly device?: string | undefined;
  readonly options: readonly string[];
  readonly setUp: readonly string[];
  readonly stagesPerTask: number;
  readonly shards: number;
  readonly ranks: number;
  readonly nodes?: number | undefined;
}

/** The settings without a file: whatever Slurm does without being asked. */
export function defaultSlurmFile(): SlurmFile {
  return slurmFileSchema.parse({});
}

/** Reads the text of a settings file. */
export function parseSlurmFile(text: string, file: string): Parsed<SlurmFile> {
  return validate(new SourceText(file, text), slurmFileSchema);
}

/** The settings of a kind's jobs. Options and lines of set-up add to those for all; everything else replaces them. */
export function slurmJobSettings(file: SlurmFile, kind: StageKind): SlurmJobSettings {
  const { partition, account, qos, time, cpus, memory, gpus, device } = file;
  const { options = [], setUp = [], ...own } = file.stages[kind] ?? {};
  const stated = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return {
    ...{ partition, account, qos, time, cpus, memory, gpus, device },
    ...{ stagesPerTask: 1, shards: 1, ranks: 1 },
    ...stated,
    options: [...(file.options ?? []), ...options],
    setUp: [...(file.setUp ?? []), ...setUp],
  };
}
