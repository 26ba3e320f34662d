import { StageError } from "../stage/runner.ts";
import { followRun } from "../scheduler/follow-run.ts";
import { type CommandContext, CommandEnded } from "./command.ts";
import { findRun, type RunsOptions } from "./find-run.ts";

/** `ablate attach FILE`: tells all that a run has told and tells, as the terminal that started it does, until it ends. */
export async function attach(given: string | undefined, options: RunsOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const { record, files, file } = await findRun(given, ["running"], options, context);
  const end = await followRun(
    record,
    files,
    (event) => {
      // This command has an end of its own.
      if (event.event !== "end") output.emit(event);
    },
    signal,
  ).catch((error: unknown) => {
    if (signal.aborted) return "detached" as const;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new StageError(`the events of ${file} are gone (${files.events})`);
    }
    throw error;
  });
  if (end === "detached") output.print(`${file} goes on. Stop it with: ablate stop ${file}`);
  if (end === "done" || end === "detached") return;
  if (end !== "interrupted") throw new CommandEnded(end);
  throw new StageError(`the process of ${file} died before it was done; go on from there with: ablate resume ${file}`);
}
