import { RunFiles, type RunRecord, runState } from "../../store/run-record.ts";
import type { DeclaredFile } from "../files/declared-files.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import type { EngineRuns } from "./engine-runs.ts";

/** The last run of a file that this editor does not follow now. */
export interface LastRun {
  readonly file: DeclaredFile;
  /**
   * `elsewhere`: another machine runs it, or a terminal has just begun. `interrupted`: its process died; `rebooted`: with the
   * machine.
   */
  readonly outcome: "done" | "failed" | "stopped" | "paused" | "elsewhere" | "interrupted" | "rebooted";
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number | undefined;
  readonly message: string | undefined;
  readonly stages: RunRecord["stages"];
}

/** The last run of a file, of this session or as recorded on disk; undefined where it never ran or is followed now. */
export async function lastRun(file: DeclaredFile, runs: EngineRuns): Promise<LastRun | undefined> {
  const own = runs.of(file.uri)?.model;
  const status = own?.status;
  if (status?.state === "running") return undefined;
  const record = await new RunFiles(workspaceOf(file.uri), file.uri.fsPath).readRecord();
  const recordedAt = record === undefined ? -Infinity : Date.parse(record.startedAt);
  // A start that failed leaves no record, and the one before in its place.
  if (status !== undefined && own?.endedAt !== undefined && own.startedAt > recordedAt) {
    const { state, startedAt, message } = status;
    return { file, outcome: state, startedAt, seconds: (own.endedAt - startedAt) / 1000, message, stages: [] };
  }
  if (record === undefined) return undefined;
  const { message, stages } = record;
  const seconds = record.endedAt === undefined ? undefined : (Date.parse(record.endedAt) - recordedAt) / 1000;
  return { file, outcome: await outcomeOf(record), startedAt: recordedAt, seconds, message, stages };
}

async function outcomeOf(record: RunRecord): Promise<LastRun["outcome"]> {
  const state = await runState(record);
  if (state === "running") return "elsewhere";
  return state === "cancelled" ? "stopped" : state;
}
