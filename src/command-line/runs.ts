import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunsEvent } from "../scheduler/events.ts";
import { readRecords, type RunRecord, runState, type RunState } from "../store/run-record.ts";
import type { Workspace } from "../store/workspace.ts";
import type { CommandContext } from "./command.ts";
import { formatDuration } from "./duration.ts";
import { type RunsOptions, workspaceOfRuns } from "./find-run.ts";

export type { RunsOptions } from "./find-run.ts";

type ListedRun = RunsEvent["runs"][number];

/** `ablate runs`: the last run of every file of a workspace, and how it stands. */
export async function listRuns(options: RunsOptions, context: CommandContext): Promise<void> {
  const workspace = workspaceOfRuns(options, context);
  const runs = await Promise.all((await readRecords(workspace)).map((record) => listed(record, workspace)));
  context.output.emit({ event: "runs", workspace: workspace.root, runs });
  const lines = runs.map((run) => lineOf(run, context.now()));
  context.output.print(lines.length === 0 ? `Nothing has been run in ${workspace.root}.` : lines.join("\n"));
}

async function listed(record: RunRecord, workspace: Workspace): Promise<ListedRun> {
  const isThere = (kind: string, key: string): boolean => existsSync(join(workspace.stages, `${kind}-${key}`));
  const { id, task, file, process, detached, startedAt, endedAt, message, stages } = record;
  return {
    run: id,
    task,
    file,
    state: await runState(record),
    pid: process.pid,
    host: process.host,
    detached,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(message === undefined ? {} : { message }),
    stagesDone: stages.filter(({ kind, key }) => isThere(kind, key)).length,
    stages: stages.length,
  };
}

const stateWords: Readonly<Record<RunState, string>> = {
  running: "running",
  done: "done",
  failed: "failed; try again with: ablate retry",
  cancelled: "stopped; go on with: ablate resume",
  paused: "paused; go on with: ablate resume",
  interrupted: "interrupted: its process died; go on with: ablate resume",
  rebooted: "interrupted: the machine was restarted; go on with: ablate resume",
  elsewhere: "running on another machine, as far as is known",
};

function lineOf(run: ListedRun, now: Date): string {
  const { file, state, pid, host, startedAt, endedAt, stages, stagesDone, message } = run;
  const until = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
  const inTime = state === "running" || endedAt !== undefined;
  const parts = [
    state === "running" || state === "elsewhere" || state === "done"
      ? stateWords[state]
      : `${stateWords[state]} ${file}`,
    ...(state === "running"
      ? [`process ${String(pid)}`]
      : state === "elsewhere"
        ? [`process ${String(pid)} on ${host}`]
        : []),
    ...(stages === 0 ? [] : [`${String(stagesDone)} of ${String(stages)} stages`]),
    `${startedAt.slice(0, 19).replace("T", " ")} UTC`,
    ...(inTime ? [formatDuration((until - Date.parse(startedAt)) / 1000)] : []),
  ];
  return [
    `${file}: ${parts.join(" · ")}`,
    ...(message === undefined ? [] : [`    ${message.replaceAll("\n", "\n    ")}`]),
  ].join("\n");
}
