import { RunFiles } from "../../store/run-record.ts";
import { isRunning } from "../experiments/experiment-view.ts";
import type { DeclaredFile } from "../files/declared-files.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import type { EngineRuns } from "./engine-runs.ts";

/** The last run of a file that this editor does not run now. */
export interface LastRun {
  readonly file: DeclaredFile;
  /** `elsewhere`: a terminal or another window runs it now. `interrupted`: its process died. */
  readonly outcome: "done" | "failed" | "stopped" | "paused" | "elsewhere" | "interrupted";
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number | undefined;
  readonly message: string | undefined;
}

/** The last run of a file, of this session or as recorded on disk; undefined where it never ran or runs in this editor. */
export async function lastRun(file: DeclaredFile, runs: EngineRuns): Promise<LastRun | undefined> {
  const own = runs.of(file.uri)?.model;
  const status = own?.status;
  if (status?.state === "running") return undefined;
  const workspace = workspaceOf(file.uri);
  const record = file.kind === "ablation" ? await new RunFiles(workspace, file.uri.fsPath).readRecord() : undefined;
  const recordedAt = record === undefined ? -Infinity : Date.parse(record.startedAt);
  if (status !== undefined && own?.endedAt !== undefined && own.endedAt >= recordedAt) {
    const { state, startedAt, message } = status;
    return { file, outcome: state, startedAt, seconds: (own.endedAt - startedAt) / 1000, message };
  }
  if (record === undefined) return undefined;
  const seconds = record.endedAt === undefined ? undefined : (Date.parse(record.endedAt) - recordedAt) / 1000;
  const base = { file, startedAt: recordedAt, seconds, message: record.message };
  if (record.outcome !== "running") {
    return { ...base, outcome: record.outcome === "cancelled" ? "stopped" : record.outcome };
  }
  return { ...base, outcome: (await isRunning(record)) ? "elsewhere" : "interrupted" };
}
