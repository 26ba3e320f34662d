import type { Results, RunStatus, StageStatus } from "../../../webview/protocol.ts";
import type { Inspection } from "../../corpus/inspection.ts";
import type { Problem } from "../../experiment/problem.ts";
import type { EngineEvent, PlanEvent, ProgressEvent } from "../../scheduler/events.ts";
import type { EngineExit } from "../engine/engine-process.ts";
import { StageCurves } from "./stage-curves.ts";

/** The engine's exit code after SIGINT or SIGTERM. */
const cancelledExitCode = 130;

/** What one run of the engine has told so far. */
export class RunModel {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  endedAt: number | undefined;
  readonly curves = new StageCurves();
  readonly problems: Problem[] = [];
  /** What the engine answered to `inspect`: one value for each file. */
  readonly inspections: Inspection[] = [];
  results: Results | undefined;
  armRuns: PlanEvent["armRuns"] = [];
  /** What is told of a stage that waits or runs, by its key: its job of Slurm, what it waits for. */
  readonly details = new Map<string, string>();
  private stages: StageStatus[] = [];
  /** Of the packs that run side by side, by their first stage; the newest last. */
  private readonly progress = new Map<string, ProgressEvent>();
  private secondsLeft: number | undefined;
  private state: RunStatus["state"] = "running";
  private message: string | undefined;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  /** Takes in the engine's next event. */
  apply(event: EngineEvent): void {
    switch (event.event) {
      case "plan":
        this.armRuns = event.armRuns;
        this.secondsLeft = event.secondsLeft;
        this.stages = event.stages.map(({ key, kind, label, cached }) => ({
          key,
          kind,
          label,
          state: cached ? "cached" : "waiting",
        }));
        break;
      case "stage":
        this.stages = this.stages.map((stage) =>
          event.keys.includes(stage.key)
            ? { ...stage, state: event.state === "queued" ? "waiting" : event.state }
            : stage,
        );
        for (const key of event.keys) {
          if (event.detail === undefined) this.details.delete(key);
          else this.details.set(key, event.detail);
        }
        if (event.state !== "running") this.progressEnds(event.keys);
        break;
      case "progress":
        this.progressEnds(event.keys);
        this.progress.set(event.keys[0] ?? "", event);
        this.secondsLeft = event.secondsLeft;
        for (const [index, point] of (event.curves ?? []).entries()) {
          const key = event.keys[index];
          if (key !== undefined) this.curves.append(key, point);
        }
        break;
      case "results":
        this.results = event.results;
        break;
      case "inspection":
        this.inspections.push(event.inspection);
        break;
      case "problem":
        this.problems.push(event);
        this.message ??= event.message;
        break;
      case "error":
        this.message = event.message;
        break;
    }
  }

  /** Takes in how the engine ended, and when. */
  end(exit: EngineExit, now: number): void {
    this.endedAt = now;
    this.progress.clear();
    // Whoever asked it to stop: this window, another, or a terminal. A run that was done by then is done.
    const stopped = exit.code !== 0 && (exit.stopped || exit.code === cancelledExitCode);
    const stoppedState = exit.paused === true ? "paused" : "stopped";
    this.state = exit.code === 0 ? "done" : stopped ? stoppedState : "failed";
    if (this.state === "failed") this.message ??= exit.failure ?? exitMessage(exit.code);
    const cutOff = stopped ? "waiting" : "failed";
    this.stages = this.stages.map((stage) => (stage.state === "running" ? { ...stage, state: cutOff } : stage));
  }

  get status(): RunStatus {
    const progress = this.overallProgress();
    return {
      state: this.state,
      startedAt: this.startedAt,
      stages: this.stages,
      ...(this.message === undefined || this.state !== "failed" ? {} : { message: this.message }),
      ...(progress === undefined ? {} : { progress }),
    };
  }

  /** Mean loss of the arms that train now, in nats per token; undefined while none trains. */
  get loss(): number | undefined {
    const losses = [...this.progress.values()].flatMap(({ curves = [] }) => curves.flatMap(({ loss }) => loss ?? []));
    return losses.length === 0 ? undefined : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  }

  /** What a pack of stages is called: "train code-25 seed 1 and 9 more". */
  labelOf(keys: readonly string[]): string {
    const first = this.stages.find(({ key }) => key === keys[0])?.label ?? keys[0] ?? "";
    return keys.length > 1 ? `${first} and ${String(keys.length - 1)} more` : first;
  }

  private progressEnds(keys: readonly string[]): void {
    for (const key of keys) this.progress.delete(key);
  }

  /** Of all packs that count the same as the newest. */
  private overallProgress(): RunStatus["progress"] {
    const newest = [...this.progress.values()].at(-1);
    if (newest === undefined) return undefined;
    const alike = [...this.progress.values()].filter(({ unit }) => unit === newest.unit);
    const labels = alike.map(({ keys, phase }) =>
      phase === undefined ? this.labelOf(keys) : `${this.labelOf(keys)}: ${phase.name}`,
    );
    return {
      label: labels.join(" + "),
      done: alike.reduce((sum, { done }) => sum + done, 0),
      total: alike.reduce((sum, { total }) => sum + total, 0),
      unit: newest.unit,
      ...(this.secondsLeft === undefined ? {} : { secondsLeft: this.secondsLeft }),
    };
  }
}

function exitMessage(code: number | null): string {
  return code === null ? "the engine was ended by a signal" : `the engine ended with exit code ${String(code)}`;
}
