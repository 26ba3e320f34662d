import { setTimeout as sleep } from "node:timers/promises";
import { StageError } from "../stage/runner.ts";
import { processState } from "../store/process-identity.ts";
import type { RunRecord, RunRequest } from "../store/run-record.ts";
import type { CommandContext } from "./command.ts";
import { findRun, type FoundRun, type RunsOptions } from "./find-run.ts";

export interface AskOptions extends RunsOptions {
  readonly force?: boolean;
}

const pollMilliseconds = 100;
const patienceMilliseconds = 60_000;

/** `ablate pause FILE`, `ablate stop FILE`: asks a run to end, and waits until it has. */
export async function askRun(
  request: RunRequest["request"],
  given: string | undefined,
  options: AskOptions,
  context: CommandContext,
): Promise<void> {
  const run = await findRun(given, ["running", "elsewhere"], options, context);
  const { record, state, files, file } = run;
  if (state !== "running" && state !== "elsewhere") {
    throw new StageError(`${file} does not run: its last run is ${state}; see: ablate runs`);
  }
  await files.writeRequest({ run: record.id, request });
  const outcome = await outcomeOf(run, context);
  if (outcome !== undefined) {
    const what =
      outcome === "paused" ? "paused; go on with: ablate resume" : `${outcome === "cancelled" ? "stopped" : outcome}:`;
    context.output.print(`${what} ${file}`);
    return;
  }
  const { pid } = record.process;
  if (options.force !== true || state === "elsewhere") {
    throw new StageError(
      `${file} (process ${String(pid)} on ${record.process.host}) has not ended within a minute; it may be at the end of ` +
        `a stage. Look again with: ablate runs; end it at once with: ablate stop --force ${file}`,
    );
  }
  await kill(record);
  context.output.print(`killed: ${file}; go on with: ablate resume ${file}`);
}

/** How a run has ended, once it has; undefined where it does not within the time that it is given. */
async function outcomeOf({ record, files }: FoundRun, { signal }: CommandContext): Promise<string | undefined> {
  for (let waited = 0; waited < patienceMilliseconds; waited += pollMilliseconds) {
    const now = await files.readRecord();
    if (now?.id !== record.id) return "over";
    if (now.outcome !== "running") return now.outcome;
    const state = await processState(record.process);
    if (state === "dead" || state === "rebooted") return "interrupted";
    await sleep(pollMilliseconds, undefined, { signal });
  }
  return undefined;
}

/** A run that is detached leads a group of its own; another shares the group of its terminal or window, which is left alone. */
async function kill({ process: { pid, ...identity }, detached }: RunRecord): Promise<void> {
  if ((await processState({ pid, ...identity })) === "alive") process.kill(detached ? -pid : pid, "SIGKILL");
}
