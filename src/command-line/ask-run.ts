import { type AskedEnd, askToEnd, killRun } from "../scheduler/end-run.ts";
import { StageError } from "../stage/runner.ts";
import type { RunRequest } from "../store/run-record.ts";
import type { CommandContext } from "./command.ts";
import { findRun, type RunsOptions } from "./find-run.ts";

export interface AskOptions extends RunsOptions {
  readonly force?: boolean;
}

const patienceMilliseconds = 60_000;

/** `ablate pause FILE`, `ablate stop FILE`: asks a run to end, and waits until it has. */
export async function askRun(
  request: RunRequest["request"],
  given: string | undefined,
  options: AskOptions,
  context: CommandContext,
): Promise<void> {
  const { record, state, files, file } = await findRun(given, ["running", "elsewhere"], options, context);
  if (state !== "running" && state !== "elsewhere") {
    throw new StageError(`${file} does not run: its last run is ${state}; see: ablate runs`);
  }
  const end = await askToEnd(record, files, request, patienceMilliseconds, context.signal);
  if (end !== undefined) {
    context.output.print(endText(end, file));
    return;
  }
  if (options.force !== true || state === "elsewhere") {
    const { pid, host } = record.process;
    throw new StageError(
      `${file} (process ${String(pid)} on ${host}) has not ended within a minute; it may be writing a large checkpoint. ` +
        `Look again with: ablate runs; end it at once with: ablate stop --force ${file}`,
    );
  }
  await killRun(record);
  context.output.print(`killed: ${file}; go on with: ablate resume ${file}`);
}

function endText(end: AskedEnd, file: string): string {
  switch (end) {
    case "paused":
      return `paused: ${file}; go on with: ablate resume ${file}`;
    case "cancelled":
      return `stopped: ${file}; go on with: ablate resume ${file}`;
    case "done":
      return `it was done by then: ${file}`;
    case "failed":
      return `it has failed by then: ${file}; try again with: ablate retry ${file}`;
    case "interrupted":
      return `its process had died: ${file}; go on with: ablate resume ${file}`;
    case "replaced":
      return `it has ended, and runs anew: ${file}`;
  }
}
