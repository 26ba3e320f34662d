import { slurmJobSettings } from "../../experiment/slurm-file.ts";
import { StageError, type StageWork } from "../../stage/runner.ts";
import type { Stage, StageKey } from "../../stage/stage.ts";
import type { StageStore } from "../../store/stage-store.ts";
import type { Executor, PackListener, StageEnd, TakenPack } from "../executor.ts";
import { accountingParameters, parseAccounting, parseQueue, queueParameters } from "./job-queue.ts";
import { findQueued, type QueuedStages } from "./queued-stages.ts";
import { mainTaskName, type PackNeeds, packTasks } from "./pack-tasks.ts";
import { submitTasks, type SubmitSurroundings } from "./submit.ts";
import { TrackedPack } from "./tracked-pack.ts";
import { TrackedTask } from "./tracked-task.ts";

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
      const id = queued.get(stage.key)?.find(({ shard }) => shard === undefined)?.id;
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
    if (signal.aborted) return Promise.reject(errorOf(signal.reason));
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
        pack.isSubmitted(place.map(({ id, shard, files }) => new TrackedTask(id, shard, files)));
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
    const tasks = new Map(
      [...names].map(([open, name]) => [open, packTasks(open.pack.works, name, this.needs(open, names), this.world)]),
    );
    const { places, refused } = await submitTasks([...tasks.values()].flat(), this.world);
    for (const [open, own] of tasks) {
      const reason = own.map(({ name }) => refused.get(name)).find((each) => each !== undefined);
      open.pack.isSubmitted(
        own.flatMap(({ name, shard }) => {
          const place = places.get(name);
          return place === undefined ? [] : [new TrackedTask(place.id, shard?.index, place.files)];
        }),
      );
      await this.begin(open, own.length, reason);
    }
  }

  /** Begins to follow what is submitted of a pack that has so many tasks. What is not submitted as a whole is taken back. */
  private async begin(open: OpenPack, tasks: number, reason: StageError | undefined): Promise<void> {
    const { pack, signal } = open;
    const isWhole = pack.tasks.length === tasks;
    if (isWhole) pack.tellState();
    if (!isWhole || signal.aborted) await this.scancel(pack);
    if (isWhole) return;
    this.settle(open, () => {
      if (signal.aborted) open.reject(signal.reason);
      else if (reason !== undefined) open.reject(reason);
      else open.resolve(pack.works.map(() => ({ state: "skipped" })));
    });
  }

  /** What a pack waits for: others of those that are submitted now, by their names, and what is in the queue. */
  private needs({ pack }: OpenPack, names: ReadonlyMap<OpenPack, string>): PackNeeds {
    const makers = [...pack.after].flatMap((key) => this.makers.get(key) ?? []);
    const after = new Set<string>();
    const afterQueued = new Set<string>();
    for (const maker of makers.filter((each) => this.open.has(each))) {
      const name = names.get(maker);
      const queued = maker.pack.main?.id;
      if (name !== undefined) after.add(mainTaskName(name));
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
      task.is(queued?.state ?? ended.get(task.id), queued?.reason ?? "");
      if (!task.isOver) continue;
      await task.noteEnd().catch((error: unknown) => {
        this.world.log(messageOf(error));
      });
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
    const told = await pack.ends(this.world.store);
    // What the task itself says of a process that was killed is not the reason.
    const hidesReason = decisive.state === "OUT_OF_MEMORY";
    const ends = told.map((end) => (hidesReason && end?.state === "failed" ? undefined : end));
    const known = ends.flatMap((end) => end ?? []);
    if (known.length === ends.length) {
      if (decisive !== pack.main) await this.scancel(pack);
      this.settle(open, () => open.resolve(known));
      return;
    }
    if (decisive.phase === "succeeded") {
      open.succeededAt ??= this.world.now().getTime();
      if (this.world.now().getTime() - open.succeededAt < FILE_SYSTEM_PATIENCE_MILLISECONDS) return;
    }
    await this.settleLost(open, decisive, ends);
  }

  /** A pack is over and of some of its stages nothing is known: Slurm ended it. */
  private async settleLost(
    open: OpenPack,
    decisive: TrackedTask,
    ends: readonly (StageEnd | undefined)[],
  ): Promise<void> {
    const { pack } = open;
    await this.scancel(pack);
    const next = pack.lose(decisive, {
      isInputMadeAgain: [...pack.after].some((key) => this.isOpen(this.makers.get(key))),
      restarts: this.world.settings.restarts,
    });
    if (next === "again") {
      this.world.log(`${labelsOf(pack)}: Slurm job ${decisive.id} ended as ${decisive.detail}; it is submitted again`);
      this.gathered.push(open);
      void this.submitGathered();
      return;
    }
    const isLacking = decisive.phase === "cancelled" && (await this.lacksInput(pack));
    const rest: StageEnd = isLacking
      ? { state: "skipped" }
      : { state: "failed", error: new StageError(await decisive.failure(next.why)) };
    this.settle(open, () => open.resolve(ends.map((end) => end ?? rest)));
  }

  private isOpen(maker: OpenPack | undefined): boolean {
    return maker !== undefined && this.open.has(maker);
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

function labelsOf({ works }: TrackedPack): string {
  return works.map(({ stage }) => stage.label).join(", ");
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
