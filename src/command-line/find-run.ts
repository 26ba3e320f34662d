import { join, resolve } from "node:path";
import { StageError } from "../stage/runner.ts";
import { readRecords, RunFiles, type RunRecord, runState, type RunState } from "../store/run-record.ts";
import { findWorkspace, Workspace } from "../store/workspace.ts";
import type { CommandContext } from "./command.ts";

/** Where a run is looked for. */
export interface RunsOptions {
  readonly workspace?: string;
}

/** The last run of a file. */
export interface FoundRun {
  readonly record: RunRecord;
  readonly state: RunState;
  readonly files: RunFiles;
  readonly workspace: Workspace;
  /** Absolute. */
  readonly file: string;
}

/** The workspace whose runs are meant: the one given, or that of the current folder. */
export function workspaceOfRuns({ workspace }: RunsOptions, { currentFolder }: CommandContext): Workspace {
  return workspace === undefined ? findWorkspace(join(currentFolder, "any"), currentFolder) : new Workspace(workspace);
}

/**
 * The last run of a file; without a file, the only run of the workspace that is in one of `states`. Throws a StageError that
 * says what there is in place of it.
 */
export async function findRun(
  given: string | undefined,
  states: readonly RunState[],
  options: RunsOptions,
  context: CommandContext,
): Promise<FoundRun> {
  if (given !== undefined) return lastRunOf(resolve(context.currentFolder, given), options, context);
  const workspace = workspaceOfRuns(options, context);
  const all = await Promise.all((await readRecords(workspace)).map((record) => found(record, workspace)));
  const fitting = all.filter(({ state }) => states.includes(state));
  const [only, ...others] = fitting;
  if (only === undefined) {
    throw new StageError(`no run of ${workspace.root} is ${states.join(", ")}; see them with: ablate runs`);
  }
  if (others.length > 0) {
    throw new StageError(`which run? Name its file: ${fitting.map(({ record }) => record.file).join(", ")}`);
  }
  return only;
}

async function lastRunOf(file: string, options: RunsOptions, context: CommandContext): Promise<FoundRun> {
  const workspace =
    options.workspace === undefined ? findWorkspace(file, context.currentFolder) : new Workspace(options.workspace);
  const files = new RunFiles(workspace, file);
  const record = await files.readRecord();
  if (record === undefined) {
    const command = file.endsWith(".corpus.json") ? "curate" : "run";
    throw new StageError(`${file} has not been run yet; run: ablate ${command} ${file}`);
  }
  return { record, state: await runState(record), files, workspace, file };
}

async function found(record: RunRecord, workspace: Workspace): Promise<FoundRun> {
  const file = resolve(workspace.root, record.file);
  return { record, state: await runState(record), files: new RunFiles(workspace, file), workspace, file };
}
