import { setTimeout as sleep } from "node:timers/promises";
import { type RunSettings, StageError } from "../stage/runner.ts";
import type { StageGraph } from "../experiment/graph.ts";
import type { Stage, StageKey } from "../stage/stage.ts";
import { type HeldLock, holderText, isHeld, type LockHolder } from "../store/lock-file.ts";
import { StageLog } from "../store/stage-log.ts";
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

const pollMilliseconds = 500;
/** Of what fails for one reason, so many stages are named. */
const LABELS_TOLD = 10;

class GraphRun {
  private readonly graph: StageGraph;
  private readonly world: RunSurroundings;
  /** Not begun. */
  private readonly waiting: Map<StageKey, Stage>;
  /** In a pack that the executor has. */
  private readonly begun = new Set<StageKey>();
  private readonly failed = new Set<StageKey>();
  /** What another run of this workspace works on: it is waited for. */
  private readonly elsewhere = new Set<StageKey>();
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
        await this.lookElsewhere();
        const isMoreReady = await this.startPacks();
        if (this.packs.size === 0 && !isMoreReady) break;
        await this.nextChange();
      }
    } catch (error) {
      this.abort.abort(error);
      await Promise.allSettled(this.packs.values());
      this.world.signal.throwIfAborted();
      throw error;
    }
    if (this.failures.size === 0) return;
    throw new StageError([...this.failures].map(([reason, labels]) => `${listed(labels)}: ${reason}`).join("\n"));
  }

  /** Until a pack ends; where other runs have what this one needs, for a moment at most. */
  private async nextChange(): Promise<void> {
    const packs = [...this.packs.values()];
    if (packs.length > 0 && this.elsewhere.size === 0) {
      await Promise.race(packs);
      return;
    }
    const woken = new AbortController();
    const moment = sleep(pollMilliseconds, undefined, { signal: AbortSignal.any([this.signal, woken.signal]) });
    try {
      await Promise.race([...packs, moment.catch(() => undefined)]);
    } finally {
      woken.abort();
    }
  }

  /** Finds out what other runs have done since. */
  private async lookElsewhere(): Promise<void> {
    const { store, emit } = this.world;
    for (const key of this.elsewhere) {
      const stage = this.waiting.get(key);
      if (stage === undefined || (await store.find(stage)) === undefined) continue;
      this.elsewhere.delete(key);
      this.waiting.delete(key);
      emit({ event: "stage", keys: [key], state: "done" });
    }
  }

  /** Gives the executor what is ready. Resolves with whether anything stays ready that it has not taken. */
  private async startPacks(): Promise<boolean> {
    const { executor, runners, store } = this.world;
    for (;;) {
      const isAvailable = (key: StageKey): boolean =>
        !this.waiting.has(key) && !this.failed.has(key) && (executor.ordersPacks || !this.begun.has(key));
      const groups = await readyGroups([...this.waiting.values()], isAvailable, runners, (stage) =>
        store.workFolder(stage),
      );
      let started = 0;
      for (const group of groups) {
        for (const pack of await executor.take(await this.unclaimed(group))) {
          if (await this.start(pack)) started += 1;
        }
      }
      // Where the executor sees to their order, what needs these packs can be given at once.
      if (started === 0 || !executor.ordersPacks) return groups.flat().some(({ key }) => this.waiting.has(key));
    }
  }

  /** The stages that no other run has now, as far as is known. */
  private async unclaimed(stages: readonly Stage[]): Promise<readonly Stage[]> {
    const free: Stage[] = [];
    for (const stage of stages) {
      if (this.elsewhere.has(stage.key) && (await this.world.store.claimant(stage)) !== undefined) continue;
      free.push(stage);
    }
    return free;
  }

  /** Starts what of a pack no other run has, or has done. Resolves with whether that is anything. */
  private async start(pack: TakenPack): Promise<boolean> {
    const { store, now } = { store: this.world.store, now: this.world.now() };
    const stages: Stage[] = [];
    const claims: HeldLock[] = [];
    for (const stage of pack.stages) {
      const claim = await store.claim(stage, now);
      if (!isHeld(claim)) {
        this.waitFor(stage, claim);
      } else if ((await store.find(stage)) !== undefined) {
        // Another run has done it since this one began.
        this.elsewhere.add(stage.key);
        await claim.release();
      } else {
        this.elsewhere.delete(stage.key);
        this.waiting.delete(stage.key);
        this.begun.add(stage.key);
        stages.push(stage);
        claims.push(claim);
      }
    }
    const progress = new PackProgress(stages, {
      graph: this.graph,
      timeEstimate: this.world.timeEstimate,
      now: () => this.world.now(),
      runSecondsLeft: (packSeconds) => this.secondsLeft(packSeconds),
      emit: (event) => {
        this.world.emit(event);
      },
    });
    const over = this.runPack(stages, pack, progress).finally(async () => {
      this.packs.delete(progress);
      await Promise.all(claims.map((claim) => claim.release()));
    });
    this.packs.set(progress, over);
    // It is awaited by `run`, at the latest after another pack has failed.
    over.catch(() => undefined);
    return stages.length > 0;
  }

  private waitFor({ key, label }: Stage, holder: LockHolder): void {
    if (this.elsewhere.has(key)) return;
    this.elsewhere.add(key);
    const detail = holderText(holder);
    this.world.emit({ event: "stage", keys: [key], state: "queued", detail });
    this.world.emit({ event: "log", line: `${label} is made by another run, which is waited for: ${detail}` });
  }

  private async runPack(stages: readonly Stage[], pack: TakenPack, progress: PackProgress): Promise<void> {
    const { store, emit } = this.world;
    const keys = stages.map(({ key }) => key);
    const unfinished = new Set(
      stages.flatMap(({ inputs }) => Object.values(inputs)).filter((key) => this.begun.has(key)),
    );
    const logs = stages.map((stage) => new StageLog(store.logFile(stage), () => this.world.now()));
    const keep = (line: string): void => {
      for (const log of logs) log.line(line);
    };
    const listener: PackListener = {
      state: (state, detail) => {
        keep(detail === undefined ? state : `${state}: ${detail}`);
        emit({ event: "stage", keys, state, ...(detail === undefined ? {} : { detail }) });
      },
      progress: (reported) => {
        progress.report(reported);
      },
      log: (line) => {
        keep(line);
        emit({ event: "log", line });
      },
    };
    const started = this.world.now();
    try {
      for (const stage of stages) await store.openWork(stage);
      const works = stages.map((stage) => stageWorkOf(this.graph, stage, store));
      const ends = await pack.run(works, unfinished, listener, this.signal);
      if (stages.length > 0) this.settle(stages, ends, progress, logs);
    } catch (error) {
      const stopped = this.signal.aborted;
      const seconds = (this.world.now().getTime() - started.getTime()) / 1000;
      if (stopped || !(error instanceof StageError)) {
        keep(
          stopped ? "stopped" : `failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
        if (keys.length > 0) emit({ event: "stage", keys, state: stopped ? "waiting" : "failed", seconds });
        throw error;
      }
      this.settle(
        stages,
        stages.map(() => ({ state: "failed", error })),
        progress,
        logs,
      );
    } finally {
      await Promise.all(logs.map((log) => log.close()));
    }
  }

  /** Takes in how the stages of a pack ended, and tells it. */
  private settle(
    stages: readonly Stage[],
    ends: readonly StageEnd[],
    progress: PackProgress,
    logs: readonly StageLog[],
  ): void {
    const done: Stage[] = [];
    const failed: StageKey[] = [];
    const skipped: StageKey[] = [];
    for (const [index, stage] of stages.entries()) {
      const end = ends[index] ?? { state: "failed", error: new StageError("the executor said nothing of it") };
      this.begun.delete(stage.key);
      if (end.state === "done") done.push(stage);
      else this.failed.add(stage.key);
      if (end.state === "skipped") skipped.push(stage.key);
      if (end.state === "failed") {
        const { message } = end.error;
        failed.push(stage.key);
        this.failures.set(message, [...(this.failures.get(message) ?? []), stage.label]);
      }
      logs[index]?.line(end.state === "failed" ? `failed: ${end.error.message}` : end.state);
    }
    const seconds = Math.max(0, ...ends.map((end) => (end.state === "done" ? end.seconds : 0)));
    progress.learn(done, seconds);
    const { emit } = this.world;
    if (done.length > 0) emit({ event: "stage", keys: done.map(({ key }) => key), state: "done", seconds });
    if (failed.length > 0) emit({ event: "stage", keys: failed, state: "failed" });
    if (skipped.length > 0) emit({ event: "stage", keys: skipped, state: "waiting" });
  }

  /** What runs now ends after its longest pack at the earliest, and all after the sum of what is to do, side by side. */
  private secondsLeft(packSeconds: number): number {
    const running = [...this.packs.keys()].map(({ secondsLeft }) => secondsLeft);
    const rest = remainingSeconds([...this.waiting.values()], this.graph, this.world.timeEstimate);
    const sum = running.reduce((total, seconds) => total + seconds, rest);
    return Math.max(packSeconds, ...running, sum / Math.max(1, this.world.executor.sideBySide));
  }
}

/** The first of some labels, and how many there are beside them. */
function listed(labels: readonly string[]): string {
  const more = labels.length - LABELS_TOLD;
  return `${labels.slice(0, LABELS_TOLD).join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`;
}
