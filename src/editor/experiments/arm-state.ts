import type { StageStatus } from "../../../webview/protocol.ts";
import type { PlanEvent } from "../../scheduler/events.ts";

/** `partly`: some of its seeds are done and nothing runs now. */
export type ArmState = "notRun" | "waiting" | "running" | "partly" | "done" | "failed";

export interface ArmProgress {
  readonly state: ArmState;
  /** Seeds whose model is trained and evaluated. */
  readonly seedsDone: number;
}

type ArmRuns = PlanEvent["armRuns"];

/**
 * How far an arm has come. `stageState` tells the state of a stage by its key; `live` whether the engine runs, so that
 * what is not done yet waits for its turn.
 */
export function armProgress(
  arm: string,
  armRuns: ArmRuns,
  stageState: (key: string) => StageStatus["state"],
  live: boolean,
): ArmProgress {
  const runs = armRuns.filter((run) => run.arm === arm);
  const states = runs.map(({ phases, evaluation }) => [...phases, evaluation].map(stageState));
  const seedsDone = states.filter((stages) => stages.every(isDone)).length;
  return { state: stateOf(states.flat(), seedsDone, runs.length, live), seedsDone };
}

function stateOf(stages: readonly StageStatus["state"][], seedsDone: number, seeds: number, live: boolean): ArmState {
  if (stages.includes("failed")) return "failed";
  if (seeds > 0 && seedsDone === seeds) return "done";
  if (stages.includes("running")) return "running";
  if (live && seeds > 0) return "waiting";
  return stages.some(isDone) ? "partly" : "notRun";
}

function isDone(state: StageStatus["state"]): boolean {
  return state === "done" || state === "cached";
}
