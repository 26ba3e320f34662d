import { slurmJobSettings } from "../../experiment/slurm-file.ts";
import { StageError, type StageWork } from "../../stage/runner.ts";
import type { Stage, StageKey } from "../../stage/stage.ts";
import type { StageStore } from "../../store/stage-store.ts";
import type { Executor, PackListener, StageEnd, TakenPack } from "../executor.ts";
import { accountingParameters, parseAccounting, parseQueue, queueParameters, taskPhase } from "./job-queue.ts";
import { findQueued, type QueuedStages } from "./queued-stages.ts";
import { submitTasks, type SubmitSurroundings, type TaskToSubmit } from "./submit.ts";
import { TrackedPack, TrackedTask } from "./tracked-pack.ts";

/** What the executor needs of the world. */
export interface SlurmSurroundings extends SubmitSurroundings {
  readonly store: StageStore;
  log(line: string): void;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
}

/** Packs that come within this time of one another are submitted together, so that they make arrays. */
const GATHER_MILLISECONDS = 200;
/** How often the files of running tasks are looked at. */
const FOLLOW_MILLISECONDS = 1000;
/** How long a shared file system may take to show this machine what another has written. */
const FILE_SYSTEM_PATIENCE_MILLISECONDS = 30_000;

interface OpenPack {
  readonly pack: TrackedPack;
  readonly signal: AbortSignal;
  readonly resolve: (ends: readonly StageEnd[]) => void;
  readonly reject: (error: unknown) => void;
  /** When its main task was first seen to have succeeded without a result. */
  succeededAt?: number;
}

/**
 * Runs packs as jobs of Slurm. All that is taken is submitted at once, with its dependencies, so that nothing needs this process to
 * live on: it follows what the jobs do. A stage that is in the queue already, because of an earlier process, is followed and not
 * submitted again. When cancelled, it cancels the jobs.
 */
export class SlurmExecutor implements Executor {
  readonly name = "Slurm";
  readonly ordersPacks = true;
  private readonly world: SlurmSurroundings;
  private queued: Promise<QueuedStages> | undefined;
  private readonly gathered: OpenPack[] = [];
  /** In the order in which they were taken: what a pack needs comes before it. */
  private readonly open = new Set<OpenPack>();
  private readonly makers = new Map<StageKey, OpenPack>();
  private following = false;
  private gathering = false;
  private unreachable = false;

  constructor(world: SlurmSurroundings) {
    this.world = world;
  }

  get sideBySide(): number {
    return Math.max(1, [...this.open].filter(({ pack }) => pack.isRunning).length);
  }

  async take(ready: readonly Stage[]): Promise<readonly TakenPack[]> {
    const [first] = ready;
    if (first === undefined) return [];
    this.queued ??= findQueued(this.world);
    const queued = await this.queued;
    const { stagesPerTask } = slurmJobSettings(this.world.settings, first.kind);
    const adopted = new Map<string, Stage[]>();
    const fresh: Stage[] = [];
    for (const stage of ready) {
      const id = queued.get(stage.key)?.id;
      if (id === undefined) fresh.push(stage);
      else adopted.set(id, [...(adopted.get(id) ?? []), stage]);
    }
    const packs = [...adopted.values()];
    for (let start = 0; start < fresh.length; start += stagesPerTask)
      packs.push(fresh.slice(start, start + stagesPerTask));
    return packs.map((stages) => ({
      stages,
      run: (works, unfinished, listener, signal) => this.run(works, unfinished, listener, signal, queued),
    }));
  }

  private run(
    works: readonly StageWork[],
    unfinished: ReadonlySet<StageKey>,
    listener: PackListener,
    signal: AbortSignal,
    queued: QueuedStages,
  ): Promise<readonly StageEnd[]> {
    if (works.length === 0) return Promise.resolve([]);
    const pack = new TrackedPack(works, unfinished, listener);
    return new Promise((resolve, reject) => {
      const open: OpenPack = { pack, signal, resolve, reject };
      for (const { stage } of works) this.makers.set(stage.key, open);
      this.open.add(open);
      const place = queued.get(works[0]?.stage.key ?? "");
      if (place === undefined) {
        this.gathered.push(open);
        void this.submitGathered();
      } else {
        pack.tasks = [new TrackedTask(place.id, undefined, place.files)];
        pack.tellState();
      }
      signal.addEventListener("abort", () => void this.cancel(open), { once: true });
      void this.follow();
    });
  }

  /** Submits what has been gathered, once nothing more has come for a moment. */
  private async submitGathered(): Promise<void> {
    if (this.gathering) return;
    this.gathering = true;
    let before = 0;
    while (before < this.gathered.length) {
      before = this.gathered.length;
      await this.world.wait(GATHER_MILLISECONDS);
    }
    const packs = this.gathered.splice(0).filter((open) => !open.signal.aborted);
    try {
      await this.submit(packs);
    } catch (error) {
      for (const open of packs) this.settle(open, () => open.reject(error));
    } finally {
      this.gathering = false;
      if (this.gathered.length > 0) void this.submitGathered();
    }
  }

  private async submit(packs: readonly OpenPack[]): Promise<void> {
    const names = new Map(packs.map((open, number) => [open, `pack ${String(number)}`]));
    const tasks: TaskToSubmit[] = [];
    for (const [open, name] of names) {
      const dependencies = this.dependencies(open, names);
      tasks.push(...this.tasksOf(open.pack, name, dependencies));
    }
    const places = await submitTasks(tasks, this.world);
    for (const [{ pack, signal }, name] of names) {
      pack.attempts += 1;
      pack.tasks = tasks
        .filter((task) => task.works === pack.works && task.name.startsWith(`${name},`))
        .flatMap((task) => {
          const place = places.get(task.name);
          return place === undefined ? [] : [new TrackedTask(place.id, task.shard?.index, place.files)];
        });
      pack.tellState();
      if (signal.aborted) await this.scancel(pack);
    }
  }

  /** The shards of a pack, where it is divided, and the task that completes it. */
  private tasksOf(
    { works }: TrackedPack,
    name: string,
    { after, afterQueued }: Pick<TaskToSubmit, "after" | "afterQueued">,
  ): readonly TaskToSubmit[] {
    const kind = works[0]?.stage.kind;
    if (kind === undefined) return [];
    const { shards } = slurmJobSettings(this.world.settings, kind);
    const isDivided = shards > 1 && works.length === 1 && this.world.runners[kind].runShard !== undefined;
    if (!isDivided) return [{ name: `${name},`, kind, after, afterQueued, works }];
    const parts = Array.from({ length: shards }, (_, index): TaskToSubmit => {
      const shard = { index, of: shards };
      return { name: `${name}, shard ${String(index)}`, kind: `${kind} shard`, after, afterQueued, works, shard };
    });
    return [...parts, { name: `${name},`, kind, after: parts.map((part) => part.name), afterQueued: [], works }];
  }

  private dependencies(
    { pack }: OpenPack,
    names: ReadonlyMap<OpenPack, string>,
  ): Pick<TaskToSubmit, "after" | "afterQueued"> {
    const makers = [...pack.after].flatMap((key) => this.makers.get(key) ?? []);
    const after = new Set<string>();
    const afterQueued = new Set<string>();
    for (const maker of makers.filter((each) => this.open.has(each))) {
      const name = names.get(maker);
      const queued = maker.pack.main?.id;
      if (name !== undefined) after.add(`${name},`);
      else if (queued !== undefined) afterQueued.add(queued);
    }
    return { after: [...after], afterQueued: [...afterQueued] };
  }

  /** Asks Slurm and reads what the tasks write, until no pack is left. */
  private async follow(): Promise<void> {
    if (this.following) return;
    this.following = true;
    let asked = 0;
    while (this.open.size > 0) {
      await this.world.wait(Math.min(FOLLOW_MILLISECONDS, this.world.settings.pollSeconds * 1000));
      try {
        const now = this.world.now().getTime();
        if (now - asked >= this.world.settings.pollSeconds * 1000) {
          asked = now;
          await this.ask();
        }
        for (const open of [...this.open]) await this.look(open);
      } catch (error) {
        for (const open of [...this.open]) this.settle(open, () => open.reject(error));
      }
    }
    this.following = false;
  }

  /** Learns the phase of every task from squeue, and from sacct where squeue has forgotten it. */
  private async ask(): Promise<void> {
    // What is submitted while squeue answers is not in its answer.
    const tracked = [...this.open].flatMap(({ pack }) => pack.tasks.filter((task) => !task.isOver));
    if (tracked.length === 0) return;
    let answer;
    try {
      answer = await this.world.slurm("squeue", queueParameters);
    } catch (error) {
      if (!this.unreachable) this.world.log(`Slurm does not answer; it is asked again. ${messageOf(error)}`);
      this.unreachable = true;
      return;
    }
    this.unreachable = false;
    const inQueue = new Map(parseQueue(answer).map((task) => [task.id, task]));
    const forgotten = tracked.filter(({ id }) => !inQueue.has(id));
    const ended = forgotten.length === 0 ? new Map<string, string>() : await this.account(forgotten);
    for (const task of tracked) {
      const queued = inQueue.get(task.id);
      const state = queued?.state ?? ended.get(task.id);
      task.phase = state === undefined ? "cancelled" : taskPhase(state);
      task.detail = task.phase === "waiting" ? (queued?.reason ?? "") : (state ?? "no longer in Slurm's queue");
    }
    for (const { pack } of this.open) if (pack.tasks.some((task) => !task.isOver)) pack.tellState();
  }

  private async account(tasks: readonly TrackedTask[]): Promise<ReadonlyMap<string, string>> {
    // A cluster without accounting says so on every question.
    const parameters = accountingParameters(tasks.map(({ id }) => id));
    return this.world.slurm("sacct", parameters).then(parseAccounting, () => new Map<string, string>());
  }

  private async look(open: OpenPack): Promise<void> {
    const { pack } = open;
    if (pack.tasks.length === 0 || !this.open.has(open)) return;
    if (pack.tasks.some(({ phase }) => phase !== "waiting")) await pack.follow();
    const broken = pack.tasks.find(({ phase }) => phase !== "succeeded" && phase !== "waiting" && phase !== "running");
    const decisive = broken ?? pack.main;
    if (decisive?.isOver !== true) return;
    if (open.signal.aborted) {
      if (pack.tasks.every(({ isOver }) => isOver)) this.settle(open, () => open.reject(open.signal.reason));
      return;
    }
    const ends = await pack.ends(this.world.store);
    const known = ends.flatMap((end) => end ?? []);
    if (known.length === ends.length) {
      this.settle(open, () => open.resolve(known));
      return;
    }
    if (decisive.phase === "succeeded") {
      open.succeededAt ??= this.world.now().getTime();
      if (this.world.now().getTime() - open.succeededAt < FILE_SYSTEM_PATIENCE_MILLISECONDS) return;
    }
    await this.settleWithout(open, decisive, ends);
  }

  /** A pack is over and of some of its stages nothing is known: Slurm ended it. */
  private async settleWithout(
    open: OpenPack,
    decisive: TrackedTask,
    ends: readonly (StageEnd | undefined)[],
  ): Promise<void> {
    const { pack } = open;
    const needed = [...pack.after].flatMap((key) => this.makers.get(key) ?? []);
    const isMadeAgain = needed.some((maker) => this.open.has(maker));
    if (decisive.phase === "interrupted" || (decisive.phase === "cancelled" && isMadeAgain)) {
      if (pack.attempts <= this.world.settings.restarts) {
        await this.scancel(pack);
        this.world.log(
          `${labelsOf(pack)}: Slurm job ${decisive.id} ended as ${decisive.detail}; it is submitted again`,
        );
        pack.tasks = [];
        this.gathered.push(open);
        void this.submitGathered();
        return;
      }
    }
    const isLacking = decisive.phase === "cancelled" && (await this.lacksInput(pack));
    const rest: StageEnd = isLacking
      ? { state: "skipped" }
      : { state: "failed", error: new StageError(await failureOf(decisive)) };
    this.settle(open, () => open.resolve(ends.map((end) => end ?? rest)));
  }

  private async lacksInput({ works }: TrackedPack): Promise<boolean> {
    const inputs = works.flatMap(({ stage }) => Object.values(stage.inputs));
    for (const key of inputs) {
      const stage = this.makers.get(key)?.pack.works.find((work) => work.stage.key === key)?.stage;
      if (stage !== undefined && (await this.world.store.find(stage)) === undefined) return true;
    }
    return false;
  }

  private async cancel(open: OpenPack): Promise<void> {
    if (!this.open.has(open)) return;
    // Not submitted: `submit` sees that it is not, or cancels what it was about to submit.
    if (open.pack.tasks.length === 0) {
      if (!this.gathered.includes(open) && this.gathering) return;
      this.settle(open, () => open.reject(open.signal.reason));
      return;
    }
    await this.scancel(open.pack);
  }

  private async scancel({ tasks }: TrackedPack): Promise<void> {
    const ids = tasks.filter(({ isOver }) => !isOver).map(({ id }) => id);
    if (ids.length === 0) return;
    await this.world.slurm("scancel", ids).catch((error: unknown) => {
      this.world.log(messageOf(error));
    });
  }

  private settle(open: OpenPack, end: () => void): void {
    if (this.open.delete(open)) end();
  }
}

async function failureOf(task: TrackedTask): Promise<string> {
  const words = await task.lastWords();
  const said = words === "" ? "" : ` Its last words:\n${words}`;
  const log = task.files.log(task.index);
  return `Slurm job ${task.id} ended as ${task.detail} (log: ${log}).${said}`;
}

function labelsOf({ works }: TrackedPack): string {
  return works.map(({ stage }) => stage.label).join(", ");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
