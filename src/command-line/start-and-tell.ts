import type { CommandContext } from "./command.ts";
import { type DetachedStart, startDetached } from "./detached-run.ts";
import { keptOptions } from "./recorded-run.ts";

/** Starts a run without this process, and tells how to follow it. */
export async function startAndTell(start: DetachedStart, context: CommandContext): Promise<void> {
  const { id, task, file, process, detached, startedAt } = await startDetached(
    { ...start, options: keptOptions(start.options) },
    context,
  );
  context.output.emit({ event: "run", run: id, task, file, pid: process.pid, detached, startedAt });
  context.output.print(
    `${start.file} runs as process ${String(process.pid)}, and goes on when this terminal is closed.\n` +
      `Follow it with: ablate attach ${start.file}`,
  );
}
