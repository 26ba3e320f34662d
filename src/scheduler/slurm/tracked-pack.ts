import { StageError, type StageProgress, type StageWork } from "../../stage/runner.ts";
import type { StageKey } from "../../stage/stage.ts";
import type { StageStore } from "../../store/stage-store.ts";
import type { EngineEvent } from "../events.ts";
import type { PackListener, StageEnd } from "../executor.ts";
import { Attempts } from "./attempts.ts";
import { afterLoss, type LostTask } from "./lost-task.ts";
import { resumes } from "./run-task.ts";
import type { TrackedTask } from "./tracked-task.ts";

/** A pack in Slurm's queue: the task that runs it, and before that those of its shards. */
export class TrackedPack {
  readonly works: readonly StageWork[];
  /** What other packs make for it. */
  readonly after: ReadonlySet<StageKey>;
  readonly listener: PackListener;
  private submissions = 0;
  private submitted: readonly TrackedTask[] = [];
  /** By the shard, or undefined for what completes the stages. */
  private readonly attempts = new Map<number | undefined, Attempts>();
  private readonly shardProgress = new Map<number, StageProgress>();
  private readonly reasons = new Map<StageKey, string>();
  private told = "";

  constructor(works: readonly StageWork[], after: ReadonlySet<StageKey>, listener: PackListener) {
    this.works = works;
    this.after = after;
    this.listener = listener;
  }

  /** Its tasks in Slurm: none before it is submitted. */
  get tasks(): readonly TrackedTask[] {
    return this.submitted;
  }

  /** It is in the queue, as these tasks. */
  isSubmitted(tasks: readonly TrackedTask[]): void {
    this.submissions += 1;
    this.submitted = tasks;
  }

  /** One of its tasks has ended without a result: what follows. */
  lose(
    { shard, state }: TrackedTask,
    world: Pick<LostTask, "isInputMadeAgain" | "restarts">,
  ): ReturnType<typeof afterLoss> {
    const kind = this.works[0]?.stage.kind;
    if (kind === undefined) throw new Error("a pack has at least one work");
    const attempts = this.attemptsOf(shard);
    attempts.end();
    const { submissions } = this;
    const task = { state, kind, resumes: resumes(this.works, shard !== undefined), submissions };
    const next = afterLoss({ ...task, ...world, fruitless: attempts.fruitless });
    if (next === "again") this.submitted = [];
    return next;
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
      for await (const event of task.events()) {
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

  private attemptsOf(shard: number | undefined): Attempts {
    let attempts = this.attempts.get(shard);
    if (attempts === undefined) this.attempts.set(shard, (attempts = new Attempts()));
    return attempts;
  }

  private progress(task: TrackedTask, event: Extract<EngineEvent, { event: "progress" }>): void {
    const { done, total, unit, documents, phase, curves } = event;
    this.attemptsOf(task.shard).reached(done);
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
