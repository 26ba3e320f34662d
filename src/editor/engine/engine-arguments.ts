/** What the engine is asked to do for one file. */
export type EngineTask = "run" | "curate" | "plan" | "results" | "inspect";

export interface EngineSettings {
  /** Where to compute, as `--devices` takes it. */
  readonly devices: string;
  /** 0 for all cores. */
  readonly threads: number;
  /** Where stages run; left out, on this machine. */
  readonly executor?: "local" | "slurm";
}

/** What some tasks are asked for beside. */
export interface EngineTaskOptions {
  /** Where `results` writes its HTML. */
  readonly report?: string;
  /** The corpus file by whose rules `inspect` judges. */
  readonly corpus?: string;
}

/**
 * Arguments of the engine's command for a task on a file. The file comes last, behind `--`, so that its name is never
 * taken for an option.
 */
export function engineArguments(
  task: EngineTask,
  file: string,
  workspace: string,
  settings: EngineSettings,
  { report, corpus }: EngineTaskOptions = {},
): readonly string[] {
  const judging = corpus === undefined ? [] : ["--corpus", corpus];
  if (task === "inspect") return ["--json", "inspect", ...judging, "--", file];
  const written = task === "results" && report !== undefined ? ["--html", report] : [];
  const threads = settings.threads > 0 ? ["--threads", String(settings.threads)] : [];
  // What takes long goes on when the window is closed.
  const detach = task === "run" || task === "curate" ? ["--detach"] : [];
  const isElsewhere = settings.executor === "slurm" && detach.length > 0;
  const executor = isElsewhere ? ["--executor", "slurm"] : [];
  const place = ["--workspace", workspace, "--devices", settings.devices, ...threads, ...executor];
  const options = [...place, ...written, ...detach];
  return ["--json", task, ...options, "--", file];
}
