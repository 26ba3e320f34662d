import type { VNode } from "preact";
import { durationText } from "../charts/number-text.ts";
import type { RunStatus } from "../protocol.ts";
import { StageSteps } from "./stage-steps.tsx";

const states: Readonly<Record<RunStatus["state"], string>> = {
  running: "Running",
  done: "Complete",
  failed: "Failed",
  stopped: "Stopped",
  paused: "Paused",
};

/** How a run stands: what it does now, the time left, and its stages by kind. */
export function RunStatusView({ run }: { readonly run: RunStatus }): VNode {
  const { progress } = run;
  const share = progress === undefined || progress.total <= 0 ? 0 : Math.min(1, progress.done / progress.total);
  const left = progress?.secondsLeft;
  return (
    <section class="run-status" aria-label="Run">
      {run.state === "failed" && (
        <p class="message error" role="alert">
          <strong>The run failed.</strong> {run.message ?? "Its log says why."}
        </p>
      )}
      {run.state === "paused" && <p class="message">The run is paused. Run it again to go on from where it is.</p>}
      {run.state === "stopped" && <p class="message">The run was stopped. Run it again to go on from where it was.</p>}
      <p class="run-line">
        <strong>{run.state === "running" && progress !== undefined ? progress.label : states[run.state]}</strong>
        {run.state === "running" && progress !== undefined && <span>{`${Math.floor(share * 100)}\u00a0%`}</span>}
        {run.state === "running" && left !== undefined && (
          <span class="time-left">about {durationText(left)} left</span>
        )}
      </p>
      {run.state === "running" && progress !== undefined && (
        <div
          class="progress"
          role="progressbar"
          aria-label={progress.label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
        >
          <div style={{ width: `${(share * 100).toFixed(1)}%` }} />
        </div>
      )}
      <StageSteps stages={run.stages} runningShare={share} />
    </section>
  );
}
