import { randomUUID } from "node:crypto";
import { basename, relative } from "node:path";
import { StageError } from "../stage/runner.ts";
import { type HeldLock, holderText, isHeld } from "../store/lock-file.ts";
import { ownIdentity } from "../store/process-identity.ts";
import { RunFiles, type RunOptions, type RunRecord, type RunRequest } from "../store/run-record.ts";
import type { Workspace } from "../store/workspace.ts";
import { enterWorkspace } from "../store/workspace-lock.ts";
import type { EngineEvent } from "./events.ts";

const requestMilliseconds = 300;
const progressMilliseconds = 1000;

/** Why a run ends before it is done: somebody asked it to. */
export class RunStopped extends Error {
  override readonly name = "RunStopped";
  readonly request: RunRequest["request"];

  constructor(request: RunRequest["request"]) {
    super(request === "pause" ? "paused" : "stopped");
    this.request = request;
  }
}

/** What is known of a run when it begins. */
export interface RunBeginning {
  readonly workspace: Workspace;
  /** The ablation or corpus file, absolute. */
  readonly file: string;
  readonly task: RunRecord["task"];
  readonly options: RunOptions;
  readonly detached: boolean;
  /** The name of the run, where whoever starts it has to know it; else a new one. */
  readonly id?: string;
  /** The clock. */
  now(): Date;
}

/**
 * A run's record and events in the workspace, by which every window and terminal follows it, and what they ask of it.
 */
export class RunJournal {
  /** Aborted, with a RunStopped, when the run is asked to end. */
  readonly signal: AbortSignal;
  private readonly files: RunFiles;
  private readonly beginning: RunBeginning;
  private readonly lock: HeldLock;
  private readonly abort = new AbortController();
  private readonly timer: NodeJS.Timeout;
  /** When the progress of a pack was last written, by its first stage. */
  private readonly progressAt = new Map<string, number>();
  private record: RunRecord;
  private writes: Promise<void> = Promise.resolve();
  private writeFailure: Error | undefined;

  private constructor(beginning: RunBeginning, files: RunFiles, lock: HeldLock, record: RunRecord) {
    this.beginning = beginning;
    this.files = files;
    this.lock = lock;
    this.record = record;
    this.signal = this.abort.signal;
    this.timer = setInterval(() => void this.heed(), requestMilliseconds).unref();
  }

  /**
   * Begins a run. Throws a StageError where the file is run already, or another process has the workspace to itself.
   */
  static async begin(beginning: RunBeginning): Promise<RunJournal> {
    const { workspace, file, task, options, detached, id = randomUUID() } = beginning;
    const now = beginning.now();
    const files = new RunFiles(workspace, file);
    const lock = await enterWorkspace(workspace, files.lock, `${task} ${basename(file)}`, now);
    if (!isHeld(lock)) {
      throw new StageError(`${file} is running already: ${holderText(lock)}. Follow it with: ablate attach ${file}`);
    }
    const record: RunRecord = {
      id,
      task,
      file: relative(workspace.root, file),
      process: await ownIdentity(),
      detached,
      options,
      startedAt: now.toISOString(),
      outcome: "running",
      stages: [],
      armRuns: [],
    };
    try {
      await files.clearEvents();
      await files.appendEvent(beginningEvent(record));
      await files.writeRecord(record);
    } catch (error) {
      await lock.release();
      throw error;
    }
    return new RunJournal(beginning, files, lock, record);
  }

  /** Keeps an event for whoever follows the run. */
  tell(event: EngineEvent): void {
    if (event.event === "progress" && this.isTooSoon(event.keys[0] ?? "", event.curves !== undefined)) return;
    // One after the other, so that the file has the events in their order.
    this.write(() => this.files.appendEvent(event));
    if (event.event !== "plan") return;
    const { stages, armRuns } = event;
    const ofRecord = stages.map(({ key, kind, label, cached }) => ({ key, kind, label, cached }));
    this.record = { ...this.record, stages: ofRecord, armRuns: armRuns.map((armRun) => ({ ...armRun })) };
    const { record } = this;
    this.write(() => this.files.writeRecord(record));
  }

  /** Ends the record. Rejects where the run is done and its events could not be kept. */
  async end(outcome: Exclude<RunRecord["outcome"], "running">, message?: string): Promise<void> {
    clearInterval(this.timer);
    const endedAt = this.beginning.now();
    const seconds = (endedAt.getTime() - Date.parse(this.record.startedAt)) / 1000;
    this.record = {
      ...this.record,
      outcome,
      endedAt: endedAt.toISOString(),
      ...(message === undefined ? {} : { message }),
    };
    const { record } = this;
    try {
      if (message !== undefined) this.tell({ event: "error", message });
      // The record first: whoever reads the last event finds the run ended.
      this.write(() => this.files.writeRecord(record));
      this.tell({ event: "end", outcome, seconds });
      await this.writes;
      if (this.writeFailure !== undefined && outcome === "done") throw this.writeFailure;
    } finally {
      await this.lock.release();
    }
  }

  private write(action: () => Promise<void>): void {
    this.writes = this.writes.then(action).catch((error: unknown) => {
      this.writeFailure ??= error instanceof Error ? error : new Error(String(error));
    });
  }

  private isTooSoon(pack: string, hasPoint: boolean): boolean {
    const now = this.beginning.now().getTime();
    const last = this.progressAt.get(pack) ?? -Infinity;
    // Points of a curve are few, and each is wanted; a count of bytes is followed by the next one.
    if (!hasPoint && now - last < progressMilliseconds) return true;
    this.progressAt.set(pack, now);
    return false;
  }

  private async heed(): Promise<void> {
    const request = await this.files.takeRequest(this.record.id).catch(() => undefined);
    if (request !== undefined) this.abort.abort(new RunStopped(request));
  }
}

function beginningEvent({ id, task, file, process, detached, startedAt }: RunRecord): EngineEvent {
  return { event: "run", run: id, task, file, pid: process.pid, detached, startedAt };
}
