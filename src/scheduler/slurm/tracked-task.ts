import { readFile } from "node:fs/promises";
import type { EngineEvent } from "../events.ts";
import { EventTail } from "./event-tail.ts";
import { type TaskPhase, taskPhase } from "./job-queue.ts";
import type { SubmissionFiles } from "./submission.ts";

/** Lines at the end of a task's log that tell why it failed, where it did not say so itself. */
const LOG_LINES = 5;

/** A task of a pack that is in Slurm's queue, or was. */
export class TrackedTask {
  /** `123_4`. */
  readonly id: string;
  readonly index: number;
  /** Of the shard that it does; undefined for what does, or joins, the whole. */
  readonly shard: number | undefined;
  readonly files: SubmissionFiles;
  private slurmState: string | undefined = "PENDING";
  private reason = "";
  private readonly tail: EventTail;

  constructor(id: string, shard: number | undefined, files: SubmissionFiles) {
    this.id = id;
    this.index = Number(id.split("_")[1]);
    this.shard = shard;
    this.files = files;
    this.tail = new EventTail(files.events(this.index));
  }

  /** Takes in how Slurm has it now, undefined where it has forgotten it, and why it waits. */
  is(state: string | undefined, reason: string): void {
    this.slurmState = state;
    this.reason = reason;
  }

  /** As Slurm names it; undefined where it has forgotten the task. */
  get state(): string | undefined {
    return this.slurmState;
  }

  /** What has been forgotten counts as cancelled: that it was done is told by its result. */
  get phase(): TaskPhase {
    return this.slurmState === undefined ? "cancelled" : taskPhase(this.slurmState);
  }

  /** Why it waits, or Slurm's word for its state. */
  get detail(): string {
    return this.phase === "waiting" ? this.reason : (this.slurmState ?? "no longer in Slurm's queue");
  }

  get isOver(): boolean {
    return this.phase !== "waiting" && this.phase !== "running";
  }

  /** Leaves a note that it is over, beside what it was to do. */
  async noteEnd(): Promise<void> {
    await this.files.noteEnd(this.index, this.detail);
  }

  /** What it has told since this was asked last. */
  events(): AsyncGenerator<EngineEvent> {
    return this.tail.unread();
  }

  /** A sentence on why it failed, with the end of what it wrote for people. */
  async failure(why: string): Promise<string> {
    const file = this.files.log(this.index);
    const log = await readFile(file, "utf8").catch(() => "");
    const words = log.trimEnd().split("\n").slice(-LOG_LINES).join("\n");
    const said = words === "" ? "" : ` Its last words:\n${words}`;
    return `${why}. Slurm job ${this.id}: ${this.detail} (log: ${file}).${said}`;
  }
}
