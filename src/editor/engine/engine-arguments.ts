/** What the engine is asked to do for one file. */
export type EngineTask = "run" | "curate" | "results" | "inspect";

export interface EngineSettings {
  readonly device: string;
  /** 0 for all cores. */
  readonly threads: number;
}

/**
 * Arguments of the engine's command for a task on a file. The file comes last, behind `--`, so that its name is never
 * taken for an option. `reportPath` is where `results` writes its HTML.
 */
export function engineArguments(
  task: EngineTask,
  file: string,
  workspace: string,
  settings: EngineSettings,
  reportPath?: string,
): readonly string[] {
  if (task === "inspect") return ["--json", "inspect", "--", file];
  const report = task === "results" && reportPath !== undefined ? ["--html", reportPath] : [];
  const threads = settings.threads > 0 ? ["--threads", String(settings.threads)] : [];
  return ["--json", task, "--workspace", workspace, "--device", settings.device, ...threads, ...report, "--", file];
}
