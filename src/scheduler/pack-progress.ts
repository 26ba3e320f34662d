import type { StageGraph } from "../experiment/graph.ts";
import type { StageProgress } from "../stage/runner.ts";
import type { Stage } from "../stage/stage.ts";
import type { ProgressEvent } from "./events.ts";
import { stageWork, type TimeEstimate } from "./time-left.ts";

const millisecondsPerSecond = 1000;

/** What the time that a run has left is reckoned from. */
export interface ProgressSurroundings {
  readonly graph: StageGraph;
  readonly timeEstimate: TimeEstimate;
  now(): Date;
  /** Seconds until the whole run ends, when this pack ends in `packSeconds`. */
  runSecondsLeft(packSeconds: number): number;
  emit(event: ProgressEvent): void;
}

/** Turns a runner's progress into events with speed and time left, and teaches the estimate what a pack took. */
export class PackProgress {
  private readonly pack: readonly Stage[];
  private readonly world: ProgressSurroundings;
  private readonly started: Date;
  private first: { readonly done: number; readonly documents: number; readonly time: number } | undefined;
  private phase: string | undefined;
  private resumed = false;
  /** Of this pack, as it last told; what is foretold of it before. */
  secondsLeft: number;

  constructor(pack: readonly Stage[], world: ProgressSurroundings) {
    this.pack = pack;
    this.world = world;
    this.started = world.now();
    this.secondsLeft = this.foretold(0, 0);
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
    this.secondsLeft = perSecond > 0 ? (total - done) / perSecond : this.foretold(done, total);
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
      packSecondsLeft: this.secondsLeft,
      secondsLeft: this.world.runSecondsLeft(this.secondsLeft),
      ...(curves === undefined ? {} : { curves: [...curves] }),
    });
  }

  /** `done` of its stages are done, and took `seconds` together. */
  learn(done: readonly Stage[], seconds: number): void {
    const [first] = done;
    // What a resumed stage did in an earlier run would pass for speed.
    if (first === undefined || this.resumed) return;
    const work = done.reduce((sum, stage) => sum + stageWork(stage, this.world.graph.stages), 0);
    this.world.timeEstimate.learn(first.kind, work, seconds);
  }

  private foretold(done: number, total: number): number {
    const share = total > 0 ? (total - done) / total : 1;
    return share * remainingSeconds(this.pack, this.world.graph, this.world.timeEstimate);
  }
}

/** Seconds that stages will take, one after the other. */
export function remainingSeconds(stages: readonly Stage[], graph: StageGraph, estimate: TimeEstimate): number {
  return stages.reduce((sum, stage) => sum + estimate.stageSeconds(stage, graph.stages), 0);
}
