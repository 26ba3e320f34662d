import { StageError } from "../stage/runner.ts";
import type { RunState } from "../store/run-record.ts";
import type { CommandContext } from "./command.ts";
import { findRun, type RunsOptions } from "./find-run.ts";
import { startAndTell } from "./start-and-tell.ts";

export type StartAgainOptions = RunsOptions;

const resumable: readonly RunState[] = ["paused", "cancelled", "interrupted", "rebooted"];

/**
 * `ablate resume FILE`, `ablate retry FILE`: starts a run again with the options that it had, without this process. Both run what
 * is not done yet; they differ in what they take to be meant.
 */
export async function startAgain(
  command: "resume" | "retry",
  given: string | undefined,
  options: StartAgainOptions,
  context: CommandContext,
): Promise<void> {
  const states: readonly RunState[] = command === "retry" ? ["failed"] : resumable;
  const { record, state, workspace, file } = await findRun(given, states, options, context);
  if (!states.includes(state)) throw new StageError(`${file} ${whyNot(state, command)}`);
  const start = { task: record.task, file, workspace, options: record.options };
  await startAndTell(start, context);
}

function whyNot(state: RunState, command: "resume" | "retry"): string {
  switch (state) {
    case "running":
      return "is running; follow it with: ablate attach";
    case "elsewhere":
      return "runs on another machine, as far as is known; if that is gone, run it anew with: ablate run";
    case "done":
      return "is done; where its files have changed, run it with: ablate run";
    case "failed":
      return "has failed; try again with: ablate retry";
    default:
      return command === "retry" ? "has not failed; go on with: ablate resume" : "cannot be resumed";
  }
}
