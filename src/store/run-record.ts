import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "./atomic-file.ts";
import type { Workspace } from "./workspace.ts";

/** The last run of an ablation file: what a window that opens later needs to show it. */
const runRecordSchema = z.object({
  /** Path of the ablation file, relative to the workspace. */
  file: z.string(),
  pid: z.int(),
  startedAt: z.string(),
  outcome: z.enum(["running", "done", "failed", "cancelled"]),
  endedAt: z.string().optional(),
  message: z.string().optional(),
  stages: z.array(z.object({ key: z.string(), kind: z.string(), label: z.string(), cached: z.boolean() })),
  armRuns: z.array(
    z.object({ arm: z.string(), seed: z.number(), phases: z.array(z.string()), evaluation: z.string() }),
  ),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

/** The files of `.ablate/runs/` that belong to one ablation file; named by its path, so that no two share them. */
export class RunFiles {
  readonly record: string;
  readonly events: string;
  readonly results: string;
  readonly report: string;
  private readonly folder: string;

  constructor(workspace: Workspace, ablationFile: string) {
    const path = relative(workspace.root, ablationFile).replace(/\.ablation\.json$/, "");
    const base = join(workspace.runs, path.split(sep).map(encodeURIComponent).join("%2F"));
    this.folder = workspace.runs;
    this.record = `${base}.json`;
    this.events = `${base}.events.jsonl`;
    this.results = `${base}.results.json`;
    this.report = `${base}.html`;
  }

  async writeRecord(record: RunRecord): Promise<void> {
    await writeFileAtomically(this.record, `${JSON.stringify(record, null, 2)}\n`);
  }

  /** The record of the last run; undefined when there is none that can be read. */
  async readRecord(): Promise<RunRecord | undefined> {
    try {
      return runRecordSchema.safeParse(JSON.parse(await readFile(this.record, "utf8"))).data;
    } catch {
      return undefined;
    }
  }

  /** Begins the file of a new run's events. */
  async clearEvents(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(this.events, "");
  }

  async appendEvent(event: object): Promise<void> {
    await appendFile(this.events, `${JSON.stringify(event)}\n`);
  }
}
