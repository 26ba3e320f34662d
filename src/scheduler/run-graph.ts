import { type RunSettings, StageError } from "../stage/runner.ts";
import type { StageGraph } from "../experiment/graph.ts";
import type { Stage, StageKey } from "../stage/stage.ts";
import type { StageStore } from "../store/stage-store.ts";
import type { EngineEvent } from "./events.ts";
import type { Executor, PackListener, StageEnd, TakenPack } from "./executor.ts";
import { stageWorkOf } from "./forecast.ts";
import { PackProgress, remainingSeconds } from "./pack-progress.ts";
import { readyGroups, type Runners } from "./packs.ts";
import type { TimeEstimate } from "./time-left.ts";

/** What a run of a graph needs of the world. */
export interface RunSurroundings extends RunSettings {
  readonly runners: Runners;
  readonly executor: Executor;
  readonly store: StageStore;
  readonly timeEstimate: TimeEstimate;
  /** The rules by which documents are measured. */
  readonly grammarsFolder: string;
  /** The clock. */
  now(): Date;
  readonly emit: (event: EngineEvent) => void;
}

/** The stages of a graph that are not in the store, in the graph's order. */
export async function pendingStages(graph: StageGraph, store: StageStore): Promise<Stage[]> {
  const pending: Stage[] = [];
  for (const stage of graph.stages.values()) if ((await store.find(stage)) === undefined) pending.push(stage);
  return pending;
}

/**
 * Runs every stage of the graph that is not in the store yet, pack by pack, as many side by side as the executor takes. When
 * stages fail, those that do not need them run all the same; then a StageError names the failures. Rejects with the signal's
 * reason when cancelled.
 */
export async function runGraph(graph: StageGraph, pending: readonly Stage[], world: RunSurroundings): Promise<void> {
  await new GraphRun(graph, pending, world).run();
}

class GraphRun {
  private readonly graph: StageGraph;
  private readonly world: RunSurroundings;
  /** Not begun. */
  private readonly waiting: Map<StageKey, Stage>;
  /** In a pack that the executor has. */
  private readonly begun = new Set<StageKey>();
  private readonly failed = new Set<StageKey>();
  /** Labels of the stages that failed, by the reason: a pack that fails as a whole has one reason. */
  private readonly failures = new Map<string, string[]>();
  private readonly packs = new Map<PackProgress, Promise<void>>();
  /** Aborted with the run, and where something unforeseen happens to one pack. */
  private readonly abort = new AbortController();
  private readonly signal: AbortSignal;

  constructor(graph: StageGraph, pending: readonly Stage[], world: RunSurroundings) {
    this.graph = graph;
    this.world = world;
    this.waiting = new Map(pending.map((stage) => [stage.key, stage]));
    this.signal = AbortSignal.any([world.signal, this.abort.signal]);
  }

  async run(): Promise<void> {
    try {
      for (;;) {
        this.signal.throwIfAborted();
        await this.startPacks();
        if (this.packs.size === 0) break;
        await Promise.race(this.packs.values());
      }
    } catch (error) {
      this.abort.abort(error);
      await Promise.allSettled(this.packs.values());
      this.world.signal.throwIfAborted();
      throw error;
    }
    if (this.failures.size === 0) return;
    throw new StageError([...this.failures].map(([reason, labels]) => `${labels.join(", ")}: ${reason}`).join("\n"));
  }

  private async startPacks(): Promise<void> {
    const { executor, runners, store } = this.world;
    for (;;) {
      const isAvailable = (key: StageKey): boolean =>
        !this.waiting.has(key) && !this.failed.has(key) && (executor.ordersPacks || !this.begun.has(key));
      const ready = await readyGroups([...this.waiting.values()], isAvailable, runners, (stage) =>
        store.workFolder(stage),
      );
      let started = 0;
      for (const group of ready) {
        for (const pack of await executor.take(group)) {
          started += 1;
          this.start(pack);
        }
      }
      // Where the executor sees to their order, what needs these packs can be given at once.
      if (started === 0 || !executor.ordersPacks) return;
    }
  }

  private start(pack: TakenPack): void {
    for (const { key } of pack.stages) {
      this.waiting.delete(key);
      this.begun.add(key);
    }
    const progress = new PackProgress(pack.stages, {
      graph: this.graph,
      timeEstimate: this.world.timeEstimate,
      now: () => this.world.now(),
      runSecondsLeft: (packSeconds) => this.secondsLeft(packSeconds),
      emit: (event) => {
        this.world.emit(event);
      },
    });
    const over = this.runPack(pack, progress).finally(() => this.packs.delete(progress));
    this.packs.set(progress, over);
    // It is awaited by `run`, at the latest after another pack has failed.
    over.catch(() => undefined);
  }

  private async runPack(pack: TakenPack, progress: PackProgress): Promise<void> {
    const { store, emit } = this.world;
    const keys = pack.stages.map(({ key }) => key);
    const unfinished = new Set(pack.stages.flatMap(({ inputs }) => Object.values(inputs)).filter(this.isBegun));
    const listener: PackListener = {
      state: (state, detail) => {
        emit({ event: "stage", keys, state, ...(detail === undefined ? {} : { detail }) });
      },
      progress: (reported) => {
        progress.report(reported);
      },
      log: (line) => {
        emit({ event: "log", line });
      },
    };
    const started = this.world.now();
    const secondsSoFar = (): number => (this.world.now().getTime() - started.getTime()) / 1000;
    let ends: readonly StageEnd[];
    try {
      for (const stage of pack.stages) await store.openWork(stage);
      const works = pack.stages.map((stage) => stageWorkOf(this.graph, stage, store));
      ends = await pack.run(works, unfinished, listener, this.signal);
    } catch (error) {
      const stopped = this.signal.aborted;
      emit({ event: "stage", keys, state: stopped ? "waiting" : "failed", seconds: secondsSoFar() });
      if (stopped || !(error instanceof StageError)) throw error;
      ends = keys.map(() => ({ state: "failed", error }));
      this.settle(pack.stages, ends);
      return;
    }
    this.settle(pack.stages, ends);
    const keysThat = (state: StageEnd["state"]): StageKey[] => keys.filter((_, index) => ends[index]?.state === state);
    const seconds = Math.max(0, ...ends.map((end) => (end.state === "done" ? end.seconds : 0)));
    const done = pack.stages.filter((_, index) => ends[index]?.state === "done");
    progress.learn(done, seconds);
    if (done.length > 0) emit({ event: "stage", keys: keysThat("done"), state: "done", seconds });
    if (keysThat("failed").length > 0) emit({ event: "stage", keys: keysThat("failed"), state: "failed" });
    if (keysThat("skipped").length > 0) emit({ event: "stage", keys: keysThat("skipped"), state: "waiting" });
  }

  private readonly isBegun = (key: StageKey): boolean => this.begun.has(key);

  private settle(stages: readonly Stage[], ends: readonly StageEnd[]): void {
    for (const [index, { key, label }] of stages.entries()) {
      const end = ends[index] ?? { state: "failed", error: new StageError("the executor said nothing of it") };
      this.begun.delete(key);
      if (end.state !== "done") this.failed.add(key);
      if (end.state === "failed") {
        const { message } = end.error;
        this.failures.set(message, [...(this.failures.get(message) ?? []), label]);
      }
    }
  }

  /** What runs now ends after its longest pack at the earliest, and all after the sum of what is to do, side by side. */
  private secondsLeft(packSeconds: number): number {
    const running = [...this.packs.keys()].map(({ secondsLeft }) => secondsLeft);
    const rest = remainingSeconds([...this.waiting.values()], this.graph, this.world.timeEstimate);
    const sum = running.reduce((total, seconds) => total + seconds, rest);
    return Math.max(packSeconds, ...running, sum / Math.max(1, this.world.executor.sideBySide));
  }
}
