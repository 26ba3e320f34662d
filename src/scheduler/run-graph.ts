import { type RunContext, type RunSettings, StageError, type StageProgress } from "../stage/runner.ts";
import type { StageGraph } from "../experiment/graph.ts";
import type { Stage, StageKey } from "../stage/stage.ts";
import type { StageStore } from "../store/stage-store.ts";
import type { EngineEvent } from "./events.ts";
import { stageWorkOf } from "./forecast.ts";
import { nextPack, type Runners } from "./packs.ts";
import { stageWork, type TimeEstimate } from "./time-left.ts";

/** What a run of a graph needs of the world. */
export interface RunSurroundings extends RunSettings {
  readonly runners: Runners;
  readonly store: StageStore;
  readonly timeEstimate: TimeEstimate;
  /** The rules by which documents are measured. */
  readonly grammarsFolder: string;
  /** The clock. */
  now(): Date;
  readonly emit: (event: EngineEvent) => void;
}

const millisecondsPerSecond = 1000;

/** The stages of a graph that are not in the store, in the graph's order. */
export async function pendingStages(graph: StageGraph, store: StageStore): Promise<Stage[]> {
  const pending: Stage[] = [];
  for (const stage of graph.stages.values()) if ((await store.find(stage)) === undefined) pending.push(stage);
  return pending;
}

/**
 * Runs every stage of the graph that is not in the store yet, pack by pack. When stages fail, those that do not need them
 * run all the same; then a StageError names the failures. Rejects with the signal's reason when cancelled.
 */
export async function runGraph(graph: StageGraph, pending: readonly Stage[], world: RunSurroundings): Promise<void> {
  const waiting = new Map(pending.map((stage) => [stage.key, stage]));
  /** Labels of the stages that failed, by the reason: a pack that fails as a whole has one reason. */
  const failures = new Map<string, string[]>();
  const failed = new Set<StageKey>();
  const isComplete = (key: StageKey): boolean => !waiting.has(key) && !failed.has(key);
  for (;;) {
    world.signal.throwIfAborted();
    const pack = await nextPack([...waiting.values()], isComplete, world.runners, (stage) =>
      world.store.openWork(stage),
    );
    if (pack.length === 0) break;
    for (const { key } of pack) waiting.delete(key);
    const rest = [...waiting.values()];
    for (const { stage, reason } of await runPack(graph, pack, rest, world)) {
      failed.add(stage.key);
      failures.set(reason, [...(failures.get(reason) ?? []), stage.label]);
    }
  }
  if (failures.size === 0) return;
  throw new StageError([...failures].map(([reason, labels]) => `${labels.join(", ")}: ${reason}`).join("\n"));
}

interface Failure {
  readonly stage: Stage;
  readonly reason: string;
}

async function runPack(
  graph: StageGraph,
  pack: readonly Stage[],
  rest: readonly Stage[],
  world: RunSurroundings,
): Promise<readonly Failure[]> {
  const { store, emit } = world;
  const [first] = pack;
  if (first === undefined) return [];
  const keys = pack.map(({ key }) => key);
  const started = world.now();
  emit({ event: "stage", keys, state: "running" });
  for (const stage of pack) await store.openWork(stage);
  const works = pack.map((stage) => stageWorkOf(graph, stage, store));
  const runner = world.runners[first.kind];
  const progress = new PackProgress(graph, pack, rest, world, started);
  const context: RunContext = {
    signal: world.signal,
    device: world.device,
    threads: world.threads,
    ...(world.memoryLimit === undefined ? {} : { memoryLimit: world.memoryLimit }),
    report: (stageProgress) => {
      progress.report(stageProgress);
    },
    log: (line) => {
      emit({ event: "log", line });
    },
  };
  const secondsSoFar = (): number => (world.now().getTime() - started.getTime()) / millisecondsPerSecond;
  try {
    const outcomes = await runner.run(works, context);
    const seconds = secondsSoFar();
    const failures: Failure[] = [];
    const done: Stage[] = [];
    for (const [index, stage] of pack.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined || outcome instanceof StageError) {
        failures.push({ stage, reason: outcome?.message ?? "the runner said nothing of it" });
        continue;
      }
      const startedAt = started.toISOString();
      const { version } = runner;
      await store.complete(stage, {
        version,
        startedAt,
        seconds,
        device: world.device,
        pack: keys,
        report: { ...outcome },
      });
      done.push(stage);
    }
    progress.learn(done, seconds);
    if (done.length > 0) emit({ event: "stage", keys: done.map(({ key }) => key), state: "done", seconds });
    if (failures.length > 0) emit({ event: "stage", keys: failures.map(({ stage }) => stage.key), state: "failed" });
    return failures;
  } catch (error) {
    emit({ event: "stage", keys, state: world.signal.aborted ? "waiting" : "failed", seconds: secondsSoFar() });
    world.signal.throwIfAborted();
    if (!(error instanceof StageError)) throw error;
    return pack.map((stage) => ({ stage, reason: error.message }));
  }
}

/** Turns a runner's progress into events with speed and time left, and teaches the estimate what a pack took. */
class PackProgress {
  private readonly graph: StageGraph;
  private readonly pack: readonly Stage[];
  private readonly world: RunSurroundings;
  private readonly started: Date;
  private readonly secondsOfRest: () => number;
  private first: { readonly done: number; readonly documents: number; readonly time: number } | undefined;
  private phase: string | undefined;
  private resumed = false;

  constructor(
    graph: StageGraph,
    pack: readonly Stage[],
    rest: readonly Stage[],
    world: RunSurroundings,
    started: Date,
  ) {
    this.graph = graph;
    this.pack = pack;
    this.world = world;
    this.started = started;
    this.secondsOfRest = () => remainingSeconds(rest, graph, world.timeEstimate);
  }

  report({ done, total, unit, documents, phase, curves }: StageProgress): void {
    const time = this.world.now().getTime();
    // Phases differ in what they do with a document: each has its own speed.
    if (phase?.name !== this.phase) this.first = undefined;
    this.phase = phase?.name;
    // A resumed pack begins at a count above 0: its speed is that of this run alone.
    this.first ??= { done, documents: documents?.done ?? 0, time: done === 0 ? time : this.started.getTime() };
    if (phase === undefined && this.first.done > 0) this.resumed = true;
    const seconds = (time - this.first.time) / millisecondsPerSecond;
    const perSecond = seconds > 0 ? (done - this.first.done) / seconds : 0;
    const firstDocuments = this.first.documents;
    const documentsPerSecond = (count: number): number => (seconds > 0 ? (count - firstDocuments) / seconds : 0);
    const packSecondsLeft = perSecond > 0 ? (total - done) / perSecond : this.foretold(done, total);
    this.world.emit({
      event: "progress",
      keys: this.pack.map(({ key }) => key),
      done,
      total,
      unit,
      perSecond,
      ...(documents === undefined
        ? {}
        : { documents: { ...documents, perSecond: documentsPerSecond(documents.done) } }),
      ...(phase === undefined ? {} : { phase }),
      packSecondsLeft,
      secondsLeft: packSecondsLeft + this.secondsOfRest(),
      ...(curves === undefined ? {} : { curves: [...curves] }),
    });
  }

  learn(done: readonly Stage[], seconds: number): void {
    const [first] = done;
    // What a resumed stage did in an earlier run would pass for speed.
    if (first === undefined || this.resumed) return;
    const work = done.reduce((sum, stage) => sum + stageWork(stage, this.graph.stages), 0);
    this.world.timeEstimate.learn(first.kind, work, seconds);
  }

  private foretold(done: number, total: number): number {
    const share = total > 0 ? (total - done) / total : 1;
    return share * remainingSeconds(this.pack, this.graph, this.world.timeEstimate);
  }
}

/** Seconds that stages will take, one after the other. */
export function remainingSeconds(stages: readonly Stage[], graph: StageGraph, estimate: TimeEstimate): number {
  return stages.reduce((sum, stage) => sum + estimate.stageSeconds(stage, graph.stages), 0);
}
