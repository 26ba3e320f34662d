import { askToEnd, killRun } from "../../scheduler/end-run.ts";
import type { EngineEvent } from "../../scheduler/events.ts";
import { type FollowedEnd, followRun } from "../../scheduler/follow-run.ts";
import type { RunFiles, RunRecord, RunRequest } from "../../store/run-record.ts";
import type { EngineExit } from "../engine/engine-process.ts";

const patienceMilliseconds = 60_000;

/** A run that goes on without this window, as it is followed from here. */
export class FollowedRun {
  /** Settles when it has ended, or is not followed any more. Never rejects. */
  readonly finished: Promise<EngineExit>;
  private readonly files: RunFiles;
  private readonly begun: Promise<RunRecord | EngineExit>;
  private readonly left = new AbortController();

  /** `begun` resolves with the run once it has begun, or with how its start has failed. */
  constructor(
    files: RunFiles,
    begun: Promise<RunRecord | EngineExit>,
    listener: (event: EngineEvent) => void,
    died: string,
  ) {
    this.files = files;
    this.begun = begun;
    this.finished = this.follow(listener, died);
  }

  /** Asks it to end; where it does not within a minute and is to stop, it is killed. Resolves when it has ended. */
  async ask(request: RunRequest["request"]): Promise<void> {
    const run = await this.begun;
    if ("code" in run) return;
    const end = await askToEnd(run, this.files, request, patienceMilliseconds, this.left.signal);
    if (end === undefined && request === "stop") await killRun(run);
    await this.finished;
  }

  /** Follows it no more; the run does not notice. */
  leave(): void {
    this.left.abort(new Error("not followed any more"));
  }

  private async follow(listener: (event: EngineEvent) => void, died: string): Promise<EngineExit> {
    const run = await this.begun;
    if ("code" in run) return run;
    try {
      return exitOf(await followRun(run, this.files, listener, this.left.signal), died);
    } catch (error) {
      const stopped = this.left.signal.aborted;
      return { code: null, stopped, failure: error instanceof Error ? error.message : String(error) };
    }
  }
}

function exitOf(end: FollowedEnd, died: string): EngineExit {
  switch (end) {
    case "done":
      return { code: 0, stopped: false };
    case "failed":
      return { code: 1, stopped: false };
    case "cancelled":
      return { code: null, stopped: true };
    case "paused":
      return { code: null, stopped: true, paused: true };
    case "interrupted":
      return { code: null, stopped: false, failure: died };
  }
}
