import { resolve } from "node:path";
import type { EngineEvent } from "../scheduler/events.ts";
import { RunJournal, RunStopped } from "../scheduler/run-journal.ts";
import type { RunOptions, RunRecord } from "../store/run-record.ts";
import type { Workspace } from "../store/workspace.ts";
import { type CommandContext, CommandEnded, type WorkspaceOptions } from "./command.ts";
import { failureMessage } from "./failure.ts";
import type { Output } from "./output.ts";

/** Options of the commands whose run is kept in the workspace. */
export interface RunStartOptions extends WorkspaceOptions {
  /** Run without this terminal. */
  readonly detach?: boolean;
  /** Given by the process that has started this one to run without it: what it calls the run. */
  readonly runId?: string;
}

/** A run to be kept. */
export interface RecordedRun {
  readonly task: RunRecord["task"];
  readonly file: string;
  readonly workspace: Workspace;
  readonly options: RunStartOptions;
}

/**
 * Does what a run consists of, and keeps its record and events in the workspace, so that windows and terminals can follow it
 * and ask it to pause or stop. What is told to the output of the context that `body` is given is kept. Throws as `body` does;
 * CommandEnded where the run was asked to end.
 */
export async function recordedRun(
  { task, file, workspace, options }: RecordedRun,
  context: CommandContext,
  body: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const journal = await RunJournal.begin({
    task,
    file: resolve(file),
    workspace,
    options: keptOptions(options),
    detached: options.runId !== undefined,
    ...(options.runId === undefined ? {} : { id: options.runId }),
    now: () => context.now(),
  });
  const signal = AbortSignal.any([context.signal, journal.signal]);
  const output = new KeptOutput(context.output, journal);
  try {
    await body({ ...context, signal, output });
  } catch (error) {
    if (!signal.aborted) {
      const message = failureMessage(error, output);
      // Where not even the record can be written, it is for the reason that the run failed for, or for a lesser one.
      await journal.end("failed", message).catch(() => undefined);
      throw error;
    }
    const asked: unknown = signal.reason;
    const outcome = asked instanceof RunStopped && asked.request === "pause" ? "paused" : "cancelled";
    await journal.end(outcome).catch(() => undefined);
    throw new CommandEnded(outcome);
  }
  await journal.end("done");
}

/** What of a run's options is used again when it is resumed. */
export function keptOptions({ devices, threads, memory, executor }: RunOptions): RunOptions {
  return {
    ...(devices === undefined ? {} : { devices }),
    ...(threads === undefined ? {} : { threads }),
    ...(memory === undefined ? {} : { memory }),
    ...(executor === undefined ? {} : { executor }),
  };
}

/** An output whose events are kept too. */
class KeptOutput implements Output {
  private readonly inner: Output;
  private readonly journal: RunJournal;

  constructor(inner: Output, journal: RunJournal) {
    this.inner = inner;
    this.journal = journal;
  }

  get width(): number {
    return this.inner.width;
  }

  emit(event: EngineEvent): void {
    this.inner.emit(event);
    this.journal.tell(event);
  }

  print(text: string): void {
    this.inner.print(text);
  }

  close(): void {
    this.inner.close();
  }
}
