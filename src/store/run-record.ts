import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { parsedJson } from "../stage/json.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import { processIdentitySchema, processState } from "./process-identity.ts";
import type { Workspace } from "./workspace.ts";

/** What a run was started with, so that it can be started again: never more than where and how fast it computes. */
export const runOptionsSchema = z.strictObject({
  devices: z.string().optional(),
  threads: z.int().positive().optional(),
  /** Bytes. */
  memory: z.number().positive().optional(),
  executor: z.string().optional(),
});

export type RunOptions = z.infer<typeof runOptionsSchema>;

/** The last run of an ablation or corpus file: what a window that opens later needs to show it. */
const runRecordSchema = z.object({
  /** A name of its own, so that a request to an earlier run never reaches this one. */
  id: z.string(),
  task: z.enum(["run", "curate"]),
  /** Path of the file, relative to the workspace. */
  file: z.string(),
  process: processIdentitySchema,
  /** Whether it runs without a terminal or window of its own. */
  detached: z.boolean(),
  options: runOptionsSchema,
  startedAt: z.string(),
  outcome: z.enum(["running", "done", "failed", "cancelled", "paused"]),
  endedAt: z.string().optional(),
  message: z.string().optional(),
  stages: z.array(z.object({ key: z.string(), kind: z.string(), label: z.string(), cached: z.boolean() })),
  armRuns: z.array(
    z.object({ arm: z.string(), seed: z.number(), phases: z.array(z.string()), evaluation: z.string() }),
  ),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

/**
 * How a run stands. `interrupted`: its process died; `rebooted`: with the machine; `elsewhere`: it says that it runs, on another
 * machine.
 */
export type RunState = RunRecord["outcome"] | "interrupted" | "rebooted" | "elsewhere";

/** How a recorded run stands now. */
export async function runState(record: RunRecord): Promise<RunState> {
  if (record.outcome !== "running") return record.outcome;
  const state = await processState(record.process);
  return state === "alive" ? "running" : state === "dead" ? "interrupted" : state;
}

/** What a run is asked while it runs: to end, after what it computes is on disk. */
const runRequestSchema = z.object({ run: z.string(), request: z.enum(["pause", "stop"]) });

export type RunRequest = z.infer<typeof runRequestSchema>;

const recordEnding = ".run.json";

/** The files of `.ablate/runs/` that belong to one ablation or corpus file; named by its path, so that no two share them. */
export class RunFiles {
  readonly record: string;
  readonly events: string;
  readonly results: string;
  readonly report: string;
  /** Held by the process that runs the file. */
  readonly lock: string;
  /** What a run without a terminal writes for people. */
  readonly output: string;
  private readonly request: string;
  private readonly folder: string;

  constructor(workspace: Workspace, file: string) {
    const path = relative(workspace.root, file)
      .replace(/\.ablation\.json$/, "")
      // No encoded path has a "+": a corpus has its files beside those of an ablation of its name.
      .split(sep)
      .map((part) => encodeURIComponent(part.replace(/\.corpus\.json$/, "")))
      .join("%2F");
    const base = join(workspace.runs, file.endsWith(".corpus.json") ? `${path}+corpus` : path);
    this.folder = workspace.runs;
    this.record = `${base}${recordEnding}`;
    this.events = `${base}.events.jsonl`;
    this.results = `${base}.results.json`;
    this.report = `${base}.html`;
    this.lock = `${base}.lock`;
    this.output = `${base}.output.txt`;
    this.request = `${base}.request.json`;
  }

  async writeRecord(record: RunRecord): Promise<void> {
    await writeFileAtomically(this.record, `${JSON.stringify(record, null, 2)}\n`);
  }

  /** The record of the last run; undefined when there is none that can be read. */
  async readRecord(): Promise<RunRecord | undefined> {
    return readRecordIn(this.record);
  }

  /** Begins the file of a new run's events. Whoever follows the run before goes on with its file, which has lost its name. */
  async clearEvents(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const fresh = `${this.events}.${String(process.pid)}`;
    await writeFile(fresh, "");
    await rename(fresh, this.events);
  }

  async appendEvent(event: object): Promise<void> {
    await appendFile(this.events, `${JSON.stringify(event)}\n`);
  }

  async writeRequest(request: RunRequest): Promise<void> {
    await writeFileAtomically(this.request, JSON.stringify(request));
  }

  /** What a run is asked, once; undefined where nothing is, or another run was. */
  async takeRequest(run: string): Promise<RunRequest["request"] | undefined> {
    const text = await readFile(this.request, "utf8").catch(() => undefined);
    if (text === undefined) return undefined;
    await rm(this.request, { force: true });
    const request = runRequestSchema.safeParse(parsedJson(text)).data;
    return request?.run === run ? request.request : undefined;
  }
}

/** The last run of every file of a workspace, the newest first. */
export async function readRecords(workspace: Workspace): Promise<readonly RunRecord[]> {
  const names = await readdir(workspace.runs).catch(() => []);
  const files = names.filter((name) => name.endsWith(recordEnding)).map((name) => join(workspace.runs, name));
  const records = (await Promise.all(files.map(readRecordIn))).flatMap((record) => record ?? []);
  return records.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
}

async function readRecordIn(file: string): Promise<RunRecord | undefined> {
  return runRecordSchema.safeParse(parsedJson(await readFile(file, "utf8").catch(() => ""))).data;
}
