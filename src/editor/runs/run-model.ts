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
  private stages: StageStatus[] = [];
  private progress: ProgressEvent | undefined;
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
        if (event.state !== "running") this.progress = undefined;
        break;
      case "progress":
        this.progress = event;
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
    this.progress = undefined;
    // Whoever asked it to stop: this window, another, or a terminal. A run that was done by then is done.
    const stopped = exit.code !== 0 && (exit.stopped || exit.code === cancelledExitCode);
    this.state = exit.code === 0 ? "done" : stopped ? "stopped" : "failed";
    if (this.state === "failed") this.message ??= exit.failure ?? exitMessage(exit.code);
    const cutOff = stopped ? "waiting" : "failed";
    this.stages = this.stages.map((stage) => (stage.state === "running" ? { ...stage, state: cutOff } : stage));
  }

  get status(): RunStatus {
    return {
      state: this.state,
      startedAt: this.startedAt,
      stages: this.stages,
      ...(this.message === undefined || this.state !== "failed" ? {} : { message: this.message }),
      ...(this.progress === undefined ? {} : { progress: this.progressOf(this.progress) }),
    };
  }

  /** Mean loss of the arms that train now, in nats per token; undefined while none trains. */
  get loss(): number | undefined {
    const losses = (this.progress?.curves ?? []).flatMap(({ loss }) => loss ?? []);
    return losses.length === 0 ? undefined : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  }

  /** What a pack of stages is called: "train code-25 seed 1 and 9 more". */
  labelOf(keys: readonly string[]): string {
    const first = this.stages.find(({ key }) => key === keys[0])?.label ?? keys[0] ?? "";
    return keys.length > 1 ? `${first} and ${String(keys.length - 1)} more` : first;
  }

  private progressOf({ keys, done, total, unit, phase }: ProgressEvent): NonNullable<RunStatus["progress"]> {
    return {
      label: phase === undefined ? this.labelOf(keys) : `${this.labelOf(keys)}: ${phase.name}`,
      done,
      total,
      unit,
      ...(this.secondsLeft === undefined ? {} : { secondsLeft: this.secondsLeft }),
    };
  }
}

function exitMessage(code: number | null): string {
  return code === null ? "the engine was ended by a signal" : `the engine ended with exit code ${String(code)}`;
}
