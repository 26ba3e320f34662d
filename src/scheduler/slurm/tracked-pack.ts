import { readFile } from "node:fs/promises";
import { StageError, type StageProgress, type StageWork } from "../../stage/runner.ts";
import type { StageKey } from "../../stage/stage.ts";
import type { StageStore } from "../../store/stage-store.ts";
import type { EngineEvent } from "../events.ts";
import type { PackListener, StageEnd } from "../executor.ts";
import { EventTail } from "./event-tail.ts";
import type { TaskPhase } from "./job-queue.ts";
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
  phase: TaskPhase = "waiting";
  /** Slurm's word for its state, or why it waits. */
  detail = "";
  private readonly tail: EventTail;

  constructor(id: string, shard: number | undefined, files: SubmissionFiles) {
    this.id = id;
    this.index = Number(id.split("_")[1]);
    this.shard = shard;
    this.files = files;
    this.tail = new EventTail(files.events(this.index));
  }

  get isOver(): boolean {
    return this.phase !== "waiting" && this.phase !== "running";
  }

  /** What it has told since this was asked last. */
  events(): Promise<readonly EngineEvent[]> {
    return this.tail.next();
  }

  /** The end of what it wrote for people. */
  async lastWords(): Promise<string> {
    const log = await readFile(this.files.log(this.index), "utf8").catch(() => "");
    return log.trimEnd().split("\n").slice(-LOG_LINES).join("\n");
  }
}

/** A pack in Slurm's queue: the task that runs it, and before that those of its shards. */
export class TrackedPack {
  readonly works: readonly StageWork[];
  /** What other packs make for it. */
  readonly after: ReadonlySet<StageKey>;
  readonly listener: PackListener;
  attempts = 0;
  tasks: readonly TrackedTask[] = [];
  private readonly shardProgress = new Map<number, StageProgress>();
  private readonly reasons = new Map<StageKey, string>();
  private told = "";

  constructor(works: readonly StageWork[], after: ReadonlySet<StageKey>, listener: PackListener) {
    this.works = works;
    this.after = after;
    this.listener = listener;
  }

  /** The task that completes the stages. */
  get main(): TrackedTask | undefined {
    return this.tasks.find(({ shard }) => shard === undefined);
  }

  get isRunning(): boolean {
    return this.tasks.some(({ phase }) => phase === "running");
  }

  /** Passes on what the tasks have told. */
  async follow(): Promise<void> {
    for (const task of this.tasks) {
      for (const event of await task.events()) {
        if (event.event === "progress") this.progress(task, event);
        else if (event.event === "log") this.listener.log(event.line);
        else if (event.event === "stage" && event.state === "failed") {
          for (const key of event.keys) this.reasons.set(key, event.detail ?? "it failed");
        } else if (event.event === "error" && this.reasons.size === 0) {
          for (const { stage } of this.works) this.reasons.set(stage.key, event.message);
        }
      }
    }
  }

  /** Tells how the pack stands, where that has changed. */
  tellState(): void {
    const main = this.main;
    const running = this.isRunning;
    const waiting = this.tasks.find(({ phase }) => phase === "waiting") ?? main;
    const detail = running
      ? `Slurm job ${this.tasks.find(({ phase }) => phase === "running")?.id ?? ""}`
      : `Slurm job ${waiting?.id ?? ""}${waiting?.detail ? `, waits: ${waiting.detail}` : ""}`;
    const state = running ? "running" : "queued";
    if (`${state} ${detail}` === this.told) return;
    this.told = `${state} ${detail}`;
    this.listener.state(state, detail);
  }

  /** How its stages ended by the store and by what the tasks told; undefined for one of which nothing is known. */
  async ends(store: StageStore): Promise<readonly (StageEnd | undefined)[]> {
    return Promise.all(
      this.works.map(async ({ stage }): Promise<StageEnd | undefined> => {
        const manifest = await store.find(stage);
        if (manifest !== undefined) return { state: "done", seconds: manifest.seconds };
        const reason = this.reasons.get(stage.key);
        return reason === undefined ? undefined : { state: "failed", error: new StageError(reason) };
      }),
    );
  }

  private progress(task: TrackedTask, event: Extract<EngineEvent, { event: "progress" }>): void {
    const { done, total, unit, documents, phase, curves } = event;
    const progress: StageProgress = {
      ...{ done, total, unit },
      ...(documents === undefined ? {} : { documents: { done: documents.done, ...withTotal(documents.total) } }),
      ...(phase === undefined ? {} : { phase }),
      ...(curves === undefined ? {} : { curves }),
    };
    if (task.shard === undefined) {
      this.listener.progress(progress);
      return;
    }
    this.shardProgress.set(task.shard, progress);
    const shards = [...this.shardProgress.values()];
    // Shards that have not begun are about as large as those that have.
    const scale = this.tasks.filter(({ shard }) => shard !== undefined).length / shards.length;
    this.listener.progress({
      done: sum(shards, (shard) => shard.done),
      total: Math.round(sum(shards, (shard) => shard.total) * scale),
      unit,
      documents: { done: sum(shards, (shard) => shard.documents?.done ?? 0) },
    });
  }
}

function withTotal(total: number | undefined): { readonly total?: number } {
  return total === undefined ? {} : { total };
}

function sum(values: readonly StageProgress[], of: (value: StageProgress) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
